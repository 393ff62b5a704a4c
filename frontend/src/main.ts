import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css'
import './styles/app.css'
import { routeOf } from './router/routes'

// A file that is dropped beside or before its place must not be opened in the place of the app.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault())

// A link's visitor gets a small app of its own; everybody else the big one, with the page they ask for on its way at once.
const route = routeOf(location.pathname)
if (route.page === 'link') {
  const { start } = await import('./pages/link/start')
  start(document.getElementById('app')!)
} else {
  const { start } = await import('./app/start')
  start(document.getElementById('app')!)
}
