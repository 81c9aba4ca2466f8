/**
 * Servers as child processes on a core of their own, and the load on another.
 */
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../servers/start.js', import.meta.url))

export const pinned = os.cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0

/** Puts this process, the load, on `core`; the servers come to stand on another. */
export function pinLoad (core) {
  if (pinned) execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)], { stdio: 'ignore' })
  else console.log('Without taskset and two cores, server and load are in each other\'s way: the ratios come out nearer to 1.\n')
}

/**
 * Starts a server.
 *
 * @param name of servers/
 * @param object name of inputs/objects.js
 * @returns { url, ask, stop }
 */
export async function startServer (name, object, { core = 0, flags = [] } = {}) {
  const command = pinned ? ['taskset', ['--cpu-list', String(core), process.execPath, ...flags]] : [process.execPath, flags]
  // With execPath, fork puts the flags before the file.
  const child = fork(START, [name, object], { execPath: command[0], execArgv: command[1], env: { ...process.env, NODE_ENV: 'production' } })
  const url = await answerOf(child, name)
  return {
    name,
    url,
    ask (question) {
      child.send(question)
      return answerOf(child, name)
    },
    async stop () {
      const exit = once(child, 'exit')
      child.disconnect()
      await exit
    }
  }
}

function answerOf (child, name) {
  return new Promise(function (resolve, reject) {
    function fail (code) {
      reject(new Error(`${name} ended with code ${code}`))
    }
    child.once('exit', fail)
    child.once('message', function (answer) {
      child.off('exit', fail)
      resolve(answer)
    })
  })
}
