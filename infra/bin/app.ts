import { makeApp } from '../lib/app.js'

makeApp().app.synth()
