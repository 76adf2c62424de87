import {makeSchema} from "./schema"; console.log(makeSchema());
