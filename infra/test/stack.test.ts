// One process for all that looks at the templates: each is made once.
import './stack/api.test.js'
import './stack/cost.test.js'
import './stack/edge.test.js'
import './stack/functions.test.js'
import './stack/homes.test.js'
import './stack/roles.test.js'
import './stack/stores.test.js'
