// One process for all that looks at the templates: each is made once.
import './stack/api.js'
import './stack/edge.js'
import './stack/functions.js'
import './stack/homes.js'
import './stack/roles.js'
import './stack/stores.js'
