/** What readers of YAML find, of 1.1 and of 1.2, is what JSON says. */
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml'
import { parse } from 'yaml'
import yaml from '../../../lib/formats/yaml/yaml.js'
import { standsFor, testParity } from '../parity.js'

testParity(yaml(), (content, json) => [load(content, { schema: CORE_SCHEMA }), load(content, { schema: YAML11_SCHEMA }), parse(content)].every((data) => standsFor(data, json)))
