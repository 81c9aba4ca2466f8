#!/usr/bin/env node
import { runCommand } from '../dist/inspect/index.js'

process.exitCode = await runCommand(process.argv.slice(2), process)
