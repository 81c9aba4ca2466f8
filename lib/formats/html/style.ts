/**
 * How the default page looks: readable on a phone and on paper, light or dark as the reader prefers. No script, nothing loaded.
 *
 * The document is XML too, so there is neither `<` nor `&` in it.
 */
export const STYLE = `
:root { color-scheme: light dark; --line: #d4d7dc; --shade: #f3f4f6; --quiet: #59616e; --link: #0b57d0; --shadow: #0003 }
@media (prefers-color-scheme: dark) { :root { --line: #3d434d; --shade: #23272e; --quiet: #a3abb8; --link: #8ab4f8; --shadow: #0009 } }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
main, header, footer { max-width: 80rem; margin-inline: auto; padding-inline: 1rem }
main { padding-block: 1.5rem 3rem }
header { padding-block: .75rem 0; display: flex; flex-wrap: wrap; gap: .25rem 2rem }
footer { padding-block: 0 3rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none }
nav a { display: inline-block; padding-block: .15rem }
nav [aria-current] { color: CanvasText; font-weight: 600; text-decoration: none }
.empty { color: var(--quiet) }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.25 }
a { color: var(--link) }
p, dd, li, td, tbody th { white-space: pre-line; overflow-wrap: break-word; unicode-bidi: plaintext; text-align: match-parent }
time { white-space: nowrap }
.description { max-width: 70ch; margin-block: 0 1.25rem; color: var(--quiet) }
.region { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; background: linear-gradient(to right, transparent, Canvas 80%) right / 3rem 100% no-repeat local, linear-gradient(to left, var(--shadow), transparent) right / .9rem 100% no-repeat }
.region:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
table { border-collapse: separate; border-spacing: 0; min-width: 100% }
th { text-align: start }
th, td { padding: .4rem .75rem; vertical-align: top; border-block-end: 1px solid var(--line) }
tbody tr:last-child > * { border-block-end: 0 }
th { font-weight: 600 }
thead th { background: var(--shade); white-space: nowrap }
td, tbody th { min-width: 4ch; max-width: 40ch }
.region > table > tbody > tr > th { position: sticky; inset-inline-start: 0; background: Canvas; border-inline-end: 1px solid var(--line) }
td table, td dl, td ul { margin: 0; font-size: .9em }
.number { direction: ltr; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.number[data-rest]::after { content: attr(data-rest); visibility: hidden }
dl { display: grid; grid-template-columns: fit-content(16rem) 1fr; gap: .3rem 1rem; margin: 0 }
dt { color: var(--quiet); font-weight: 600; overflow-wrap: break-word }
dd { margin: 0; min-width: 0 }
ul { margin: 0; padding-inline-start: 1.25rem }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-block-end: .6rem } tbody th { max-width: 40vw } }
@media print { header, footer { display: none } main { max-width: none; padding: 0 } .region { overflow: visible; border: 0; background: none } .region > table > tbody > tr > th { position: static } }
`
