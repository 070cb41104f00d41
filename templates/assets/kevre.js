// Kevre: comfort for pages that work without it. No framework, no request to another host.
// Each part looks for its own data-attributes and does nothing on a page that has none.
(() => {
  "use strict"
  const page = document.documentElement
  page.classList.add("js")

  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const one = (selector, root = document) => root.querySelector(selector)
  const element = (name, attributes = {}, ...children) => {
    const node = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value)
    }
    node.append(...children)
    return node
  }
  const later = (delay, work) => {
    let timer
    return (...values) => { clearTimeout(timer); timer = setTimeout(work, delay, ...values) }
  }
  const typing = target => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")
  const csrf = () => one("meta[name=csrf]")?.content ?? ""

  // Storage may be refused by the browser: then these comforts are simply absent.
  const store = (area, key, value) => {
    try {
      if (value === undefined) return JSON.parse(area().getItem(key))
      if (value === null) area().removeItem(key)
      else area().setItem(key, JSON.stringify(value))
    } catch { /* refused or full */ }
    return null
  }
  const session = (key, value) => store(() => sessionStorage, `kevre.${key}`, value)
  const local = (key, value) => store(() => localStorage, `kevre.${key}`, value)

  // A short word at the bottom of the screen, read out by screen readers.
  const live = element("div", { role: "status", "aria-live": "polite", class: "toast", hidden: true })
  document.body.append(live)
  const hush = later(2600, () => { live.hidden = true })
  const say = text => { live.hidden = false; live.textContent = text; hush() }

  // Money: whole cents, never a fraction, by the server's rules (Money.init(parsing:)): 0 when empty, null for what the
  // server would refuse. Both are tried on the cases of Tests/Cases/amounts.json.
  const blank = "[\\s\\u0085\\u200b\\u2060\\ufeff]"
  const largest = 10_000_000_000_000
  const cents = text => {
    const plain = text.replace(new RegExp(`^${blank}+|${blank}+$`, "g"), "")
    if (plain === "") return 0
    const unit = `(?:€|eur|euros?)?`
    const whole = new RegExp(`^${unit}${blank}*\\+?([0-9](?:[0-9.,'’\u02bc]|${blank})*?)${blank}*${unit}$`, "i").exec(plain)
    if (!whole) return null
    // A space beside another mark says nothing.
    const number = whole[1].replace(new RegExp(`${blank}+`, "g"), " ").replace(/[’\u02bc]/g, "'").replace(/ ?([.,']) ?/g, "$1")
    const inner = number.match(/[ '.,]/g) ?? []
    const points = inner.filter(mark => mark === "." || mark === ",")
    let point = -1
    if (points.length && !(points.length > 1 && points.every(mark => mark === points[0]))) {
      const mark = points.at(-1)
      point = number.lastIndexOf(mark)
      if (points.filter(other => other === mark).length > 1 || inner.at(-1) !== mark) return null
      // « 12.500 »: thousands or decimals, nobody can tell.
      if (inner.length === 1 && point >= 1 && point <= 3 && number[0] !== "0" && number.length - point === 4) return null
    }
    const head = point < 0 ? number : number.slice(0, point)
    const marks = head.match(/[ '.,]/g) ?? []
    if (marks.length && !(marks.every(mark => mark === marks[0]) && /^\d{1,3}(?:\D\d{3})+$/.test(head))) return null
    const euros = head.replace(/\D/g, "").replace(/^0+/, "")
    const decimals = (point < 0 ? "" : number.slice(point + 1)).replace(/^(\d{2})0+$/, "$1")
    if (decimals.length > 2 || euros.length > 12) return null
    const value = Number(euros) * 100 + Number(decimals.padEnd(2, "0"))
    return value <= largest ? value : null
  }
  const euros = value => {
    const whole = String(Math.floor(Math.abs(value) / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f")
    const rest = Math.abs(value) % 100
    return `${value < 0 ? "−" : ""}${whole}${rest ? "," + String(rest).padStart(2, "0") : ""}`
  }
  const amount = value => `${euros(value)}\u00a0€`

  // ── Dialogs ────────────────────────────────────────────────────────────────────────────────────────
  // data-open-dialog="id" opens a <dialog>; data-confirm="…" on a form or its button asks first.
  document.addEventListener("click", event => {
    const opener = event.target.closest("[data-open-dialog]")
    if (opener) document.getElementById(opener.dataset.openDialog)?.showModal()
    const closer = event.target.closest("[data-close-dialog]")
    if (closer) closer.closest("dialog").close()
    if (event.target.matches?.("dialog")) event.target.close()
  })
  const ask = (question, title, action) => new Promise(answer => {
    const yes = element("button", { class: "button button--danger-fill", value: "yes" }, action || "Confirmer")
    const dialog = element("dialog", { class: "dialog", "aria-labelledby": "ask-title" },
      element("h2", { id: "ask-title" }, title || "Confirmer\u00a0?"),
      element("p", {}, question),
      element("form", { method: "dialog", class: "actions" },
        element("button", { class: "button", value: "no", autofocus: true }, "Annuler"), yes))
    dialog.addEventListener("close", () => { answer(dialog.returnValue === "yes"); dialog.remove() })
    document.body.append(dialog)
    dialog.showModal()
  })

  // ── Submitting: ask, keep what was typed, then let it through once ─────────────────────────────────
  const secret = field => field.type === "password" || field.type === "file" || field.name === "csrf" || !field.name
  const typed = form => [...form.elements].filter(field => !secret(field) && field.matches("input, select, textarea"))
    .map(field => ({
      name: field.name, value: field.value,
      checked: /^(checkbox|radio)$/.test(field.type) ? field.checked : null,
    }))
  const address = () => location.pathname + location.search

  document.addEventListener("submit", async event => {
    const form = event.target
    const button = event.submitter
    if (form.method === "dialog") return
    const question = button?.dataset.confirm ?? form.dataset.confirm
    if (question && !form.dataset.confirmed) {
      event.preventDefault()
      const source = button?.dataset.confirm ? button : form
      if (!await ask(question, source.dataset.confirmTitle, source.dataset.confirmAction)) return
      form.dataset.confirmed = "yes"
      form.requestSubmit(button)
      return
    }
    if (form.method !== "post") return
    if (form.dataset.sent) { event.preventDefault(); return }
    form.dataset.sent = "yes"
    button?.classList.add("is-busy")
    button?.setAttribute("aria-disabled", "true")
    if (!form.hasAttribute("data-no-keep") && !page.querySelector("body[data-signed-out]")) {
      session("typed", { page: address(), action: form.getAttribute("action"), fields: typed(form) })
    }
  })
  // Coming back by the back button: the form can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent], form[data-confirmed]")) {
      delete form.dataset.sent
      delete form.dataset.confirmed
      all(".is-busy", form).forEach(button => {
        button.classList.remove("is-busy")
        button.removeAttribute("aria-disabled")
      })
    }
  })

  const notice = (kind, text, link) => {
    const place = one(".notices") ?? one("main")
    const body = element("div", {}, element("p", {}, text))
    if (link) body.append(element("p", {}, link))
    place?.prepend(element("div", { class: `notice notice--${kind}`, role: "status" }, body))
  }

  // A POST that met an expired session ends on the sign-in page (body[data-signed-out]): keep the text,
  // and put it back into the form once signed in again. The version typed on stays, so that a change made
  // by someone else meanwhile is still noticed.
  const kept = session("typed")
  if (kept) {
    if (one("body[data-signed-out]")) {
      session("typed", { ...kept, expired: true })
      notice("attention", "Votre session a expiré. Ce que vous avez saisi est gardé dans ce navigateur\u00a0: "
        + "connectez-vous, il sera remis en place.")
    } else if (!kept.expired) {
      session("typed", null)
    } else if (kept.page === address()) {
      session("typed", null)
      const form = all("form").find(candidate => candidate.getAttribute("action") === kept.action)
      if (form) {
        const seen = {}
        for (const { name, value, checked } of kept.fields) {
          const rank = seen[name] = (seen[name] ?? -1) + 1
          const field = [...form.elements].filter(candidate => candidate.name === name)[rank]
          if (!field) continue
          if (checked === null) field.value = value
          else field.checked = checked
        }
        form.dispatchEvent(new Event("input", { bubbles: true }))
        notice("attention", "Votre saisie a été remise en place après la reconnexion. Vérifiez-la, puis enregistrez-la.")
      }
    } else {
      notice("attention", "Une saisie attend d’être reprise.",
        element("a", { href: kept.page }, "Reprendre la saisie"))
    }
  }

  // ── Notices and errors ─────────────────────────────────────────────────────────────────────────────
  for (const box of all("[data-dismissable]")) {
    const close = element("button", { type: "button", class: "button button--small button--quiet" }, "Masquer")
    close.addEventListener("click", () => { box.remove(); one("main")?.focus() })
    box.append(close)
  }
  one("[data-errors]")?.focus()

  // ── Autosave: form[data-autosave="/address"], its word in [data-autosave-status] ───────────────────
  for (const form of all("form[data-autosave]")) {
    const status = one("[data-autosave-status]", form) ?? one("[data-autosave-status]")
    const tell = (text, failed) => {
      if (!status) return
      status.textContent = text
      status.classList.toggle("is-failed", Boolean(failed))
    }
    let changed = false
    let running = null
    const save = async () => {
      if (!changed || form.dataset.sent) return
      if (running) { await running; return save() }
      changed = false
      const data = new FormData(form)
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
      running = fetch(form.dataset.autosave, {
        method: "POST", body: new URLSearchParams(data), keepalive: true, redirect: "manual",
        headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
      }).then(async answer => {
        if (answer.type === "opaqueredirect" || answer.status === 401) {
          changed = true
          tell("Session expirée\u00a0: vos réponses restent sur cette page. Reconnectez-vous dans un autre onglet.", true)
          return
        }
        const said = await answer.json().catch(() => ({}))
        if (!answer.ok) { tell(said.message ?? "Non enregistré. Vérifiez la page, puis continuez.", true); return }
        if (said.version != null && form.elements.version) form.elements.version.value = said.version
        const clock = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ")
        tell(`Enregistré à ${said.saved_at ?? clock}.`)
      }).catch(() => {
        changed = true
        tell("Pas de connexion. Vos réponses restent sur cette page et seront enregistrées au retour du réseau.", true)
      })
      await running
      running = null
    }
    const soon = later(1200, save)
    form.addEventListener("input", () => { changed = true; soon() })
    window.addEventListener("online", save)
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save() })
  }

  // ── A budget that balances itself ──────────────────────────────────────────────────────────────────
  // [data-budget] holds inputs data-side="expense|income", outputs data-total="…" and one data-balance.
  for (const budget of all("[data-budget]")) {
    const refresh = () => {
      const sum = { expense: 0, income: 0 }
      for (const input of all("input[data-side]", budget)) sum[input.dataset.side] += cents(input.value) ?? 0
      for (const output of all("[data-total]", budget)) output.textContent = amount(sum[output.dataset.total])
      const box = one("[data-balance]", budget)
      if (!box) return
      const gap = sum.expense - sum.income
      box.classList.toggle("is-even", gap === 0)
      box.replaceChildren(
        element("b", {}, sum.expense === 0 && sum.income === 0 ? "Aucun montant n’est encore inscrit."
          : gap === 0 ? "Le budget est équilibré."
          : gap > 0 ? `Il manque ${amount(gap)} de ressources.`
            : `Les ressources dépassent les dépenses de ${amount(-gap)}.`),
        `Dépenses ${amount(sum.expense)} · Ressources ${amount(sum.income)}`)
    }
    budget.addEventListener("input", refresh)
    refresh()
  }

  // Amounts are tidied when the field is left; what can't be read stays as typed for the server to explain.
  document.addEventListener("change", event => {
    if (!event.target.matches("[data-money]")) return
    const value = cents(event.target.value)
    if (value !== null && event.target.value.trim() !== "") event.target.value = euros(value)
  })

  // ── A decision session: amounts in place, gauges that follow ───────────────────────────────────────
  // input[data-line][data-envelope], data-decided once its line is; [data-gauge=envelope] with data-total,
  // data-decided (cents).
  const gauges = () => {
    // Closed, or projected: nothing to type, and what the server wrote stands.
    if (!one("input[data-line]")) return
    for (const gauge of all("[data-gauge]")) {
      const total = Number(gauge.dataset.total)
      const decided = Number(gauge.dataset.decided)
      // Without an amount to type (a closed session, a projection) the server's own figures stand.
      const inputs = all(`input[data-line][data-envelope="${CSS.escape(gauge.dataset.gauge)}"]`)
      if (!inputs.length) continue
      const open = inputs.filter(input => !("decided" in input.dataset))
      const here = open.reduce((sum, input) => sum + (cents(input.value) ?? 0), 0)
      const after = total - decided - here
      const scale = 1000 / Math.max(total, decided + here, 1)
      const width = (name, from, value) => {
        const rect = one(`.fill-${name}`, gauge)
        rect?.setAttribute("x", from * scale)
        rect?.setAttribute("width", Math.max(0, value) * scale)
      }
      const within = Math.max(0, Math.min(here, total - decided))
      width("decided", 0, decided)
      width("session", decided, within)
      width("over", decided + within, here - within)
      gauge.classList.toggle("is-over", after < 0)
      const put = (name, text) => { const node = one(`[data-gauge-${name}]`, gauge); if (node) node.textContent = text }
      put("left", amount(total - decided))
      put("after", amount(after))
      put("session", amount(here))
      const alert = one("[data-gauge-alert]", gauge)
      if (alert) {
        gauge.dataset.said ??= alert.textContent
        const text = after < 0 ? `Les montants en discussion dépassent de ${amount(-after)} ce qui reste.` : gauge.dataset.said
        if (alert.textContent !== text) alert.textContent = text
      }
    }
    for (const output of all("[data-lines-total]")) {
      output.textContent = amount(all("input[data-line]").reduce((sum, input) => sum + (cents(input.value) ?? 0), 0))
    }
  }
  if (one("[data-gauge]") || one("[data-lines-total]")) {
    document.addEventListener("input", event => { if (event.target.matches("[data-line]")) gauges() })
    gauges()
  }
  // data-save="/address" on the amount: it is sent by itself when it changes.
  const complain = (input, text) => {
    const id = `${input.id || input.name}-message`
    document.getElementById(id)?.remove()
    input.toggleAttribute("aria-invalid", false)
    input.removeAttribute("aria-describedby")
    if (!text) return
    input.setAttribute("aria-invalid", "true")
    input.setAttribute("aria-describedby", id)
    input.after(element("span", { id, class: "amount__message", role: "alert" }, text))
  }
  document.addEventListener("change", async event => {
    const input = event.target
    if (!input.matches("input[data-save]")) return
    if (cents(input.value) === null) { complain(input, "Montant illisible\u00a0: écrivez par exemple 3\u202f800 ou 3\u202f800,50."); return }
    input.classList.add("is-saving")
    try {
      const answer = await fetch(input.dataset.save, {
        method: "POST", redirect: "manual",
        body: new URLSearchParams({ amount: input.value, version: input.dataset.version ?? "", csrf: csrf() }),
        headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
      })
      const said = await answer.json().catch(() => ({}))
      if (!answer.ok) {
        complain(input, said.message ?? "Non enregistré. Rechargez la page\u00a0: votre session a peut-être expiré.")
      } else {
        complain(input, null)
        if (said.version != null) input.dataset.version = said.version
        for (const envelope of said.envelopes ?? []) {
          const gauge = one(`[data-gauge="${CSS.escape(String(envelope.id))}"]`)
          if (gauge) Object.assign(gauge.dataset, { total: envelope.total_cents, decided: envelope.decided_cents })
        }
        gauges()
        say("Montant enregistré.")
      }
    } catch {
      complain(input, "Pas de connexion\u00a0: montant non enregistré.")
    }
    input.classList.remove("is-saving")
  })
  document.addEventListener("keydown", event => {
    if (!event.target.matches?.("input[data-line]") || !/^(Enter|ArrowDown|ArrowUp)$/.test(event.key)) return
    event.preventDefault()
    const lines = all("input[data-line]")
    const next = lines[lines.indexOf(event.target) + (event.key === "ArrowUp" ? -1 : 1)]
    if (next) { next.focus(); next.select() } else event.target.blur()
  })

  // ── Lists: rows by keyboard, rows to pick, wide tables ─────────────────────────────────────────────
  const wide = () => {
    for (const wrap of all(".table-wrap")) {
      wrap.classList.add("is-wide")
      const scrolls = wrap.scrollWidth > wrap.clientWidth + 1
      wrap.classList.toggle("is-wide", scrolls)
      if (scrolls) wrap.setAttribute("tabindex", "0")
      else wrap.removeAttribute("tabindex")
    }
  }
  wide()
  window.addEventListener("resize", later(150, wide))
  document.fonts?.ready.then(wide)
  for (const strip of all(".nav ul, .tabs ul")) {
    const here = one("[aria-current]", strip)
    if (here) strip.scrollLeft = here.offsetLeft - strip.offsetLeft - 24
  }

  let row = -1
  const move = step => {
    const rows = all("tr[data-row]")
    if (!rows.length) return
    row = Math.max(0, Math.min(rows.length - 1, row + step))
    rows.forEach((line, index) => line.classList.toggle("is-current", index === row))
    const link = one("a", rows[row])
    link?.focus({ preventScroll: true })
    rows[row].scrollIntoView({ block: "nearest" })
  }

  for (const form of all("form[data-bulk]")) {
    const boxes = all("input[data-pick]").filter(box => box.form === form)
    const head = all("input[data-pick-all]").find(box => box.form === form)
    const bar = one("[data-bulk-bar]", form)
    const count = one("[data-bulk-count]", form)
    let last = null
    const refresh = () => {
      const picked = boxes.filter(box => box.checked).length
      if (bar) bar.hidden = picked === 0
      if (count) count.textContent = picked > 1 ? `${picked} lignes choisies` : `${picked} ligne choisie`
      if (head) { head.checked = picked > 0 && picked === boxes.length; head.indeterminate = picked > 0 && !head.checked }
    }
    head?.addEventListener("change", () => { boxes.forEach(box => { box.checked = head.checked }); refresh() })
    for (const box of boxes) {
      box.addEventListener("click", event => {
        if (event.shiftKey && last) {
          const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b)
          boxes.slice(from, to + 1).forEach(between => { between.checked = box.checked })
        }
        last = box
        refresh()
      })
    }
    refresh()
  }

  // ── Copy by a click ────────────────────────────────────────────────────────────────────────────────
  for (const span of all("span[data-copy]")) {
    const button = element("button", { type: "button", class: "copy", title: "Copier" }, ...span.childNodes)
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(span.dataset.copy); say(`${span.dataset.copy} copié.`) }
      catch { say("Copie refusée par le navigateur.") }
    })
    span.replaceChildren(button)
  }

  // ── Menus: one open at a time, closed by Escape or a click beside ──────────────────────────────────
  const menus = "details.menu, details.agent, details.filter, details.confirm"
  document.addEventListener("click", event => {
    for (const menu of all(menus)) if (menu.open && !menu.contains(event.target)) menu.open = false
  })
  document.addEventListener("keydown", event => {
    const open = event.key === "Escape" && event.target.closest?.(menus)
    if (open?.open) { open.open = false; one("summary", open).focus() }
  })
  document.addEventListener("toggle", event => {
    if (event.target.matches?.("details.filter[open]")) one(".popover :is(input:not([type=hidden]), select)", event.target)?.focus()
  }, true)

  // ── Search as you type: input[data-suggest="/address"] answers an HTML list of role=option links ────
  for (const input of all("input[data-suggest]")) {
    const list = element("div", { class: "suggestions", role: "listbox", id: `${input.id}-list`,
      "aria-label": "Suggestions", hidden: true })
    input.after(list)
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value)
    let asked = 0
    let picked = -1
    const options = () => all("[role=option]", list)
    const show = on => { list.hidden = !on; input.setAttribute("aria-expanded", String(on)); if (!on) pick(-1) }
    const pick = index => {
      picked = index
      options().forEach((option, rank) => option.setAttribute("aria-selected", String(rank === index)))
      const option = options()[index]
      if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }) }
      else input.removeAttribute("aria-activedescendant")
    }
    const suggest = later(130, async () => {
      const text = input.value.trim()
      if (text.length < 2) { show(false); return }
      const turn = ++asked
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { redirect: "error" })
        if (!answer.ok || turn !== asked) return
        list.innerHTML = await answer.text()
        options().forEach((option, rank) => { option.id = `${input.id}-option-${rank}`; option.tabIndex = -1 })
        show(document.activeElement === input && list.childElementCount > 0)
      } catch { /* the plain search remains */ }
    })
    input.addEventListener("input", suggest)
    input.addEventListener("blur", later(180, () => show(false)))
    input.addEventListener("keydown", event => {
      const last = options().length - 1
      if (event.key === "Escape") { show(false); return }
      if (list.hidden || last < 0) return
      if (event.key === "ArrowDown") { event.preventDefault(); pick(picked >= last ? 0 : picked + 1) }
      if (event.key === "ArrowUp") { event.preventDefault(); pick(picked <= 0 ? last : picked - 1) }
      if (event.key === "Enter" && picked >= 0) { event.preventDefault(); options()[picked].click() }
    })
  }

  // ── Work in the background: [data-refresh="/address"] is replaced by what the address answers ──────
  // data-every="milliseconds" between two answers. What has not changed stays, so that it is not read out again.
  for (const box of all("[data-refresh]")) {
    let last = null
    const turn = async () => {
      try {
        const answer = document.hidden ? null : await fetch(box.dataset.refresh, { redirect: "error" })
        const text = answer?.ok ? await answer.text() : last
        if (text !== last) box.innerHTML = last = text
        if (one("[data-finished]", box)) { location.reload(); return }
      } catch { /* tried again below */ }
      setTimeout(turn, Number(box.dataset.every) || 1000)
    }
    setTimeout(turn, 700)
  }

  // ── Keyboard; can be switched off in the help (WCAG 2.1.4) ─────────────────────────────────────────
  const help = () => {
    const line = (key, text) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, text)]
    const box = element("input", { type: "checkbox", checked: local("quiet") !== true })
    box.addEventListener("change", () => local("quiet", box.checked ? null : true))
    const dialog = element("dialog", { class: "dialog", "aria-labelledby": "help-title" },
      element("h2", { id: "help-title" }, "Raccourcis clavier"),
      element("dl", { class: "shortcuts" },
        ...line("/", "Rechercher partout"), ...line("j", "Ligne suivante"), ...line("k", "Ligne précédente"),
        ...line("Entrée", "Ouvrir la ligne"), ...line("x", "Choisir la ligne"), ...line("?", "Cette aide")),
      element("label", { class: "choice" }, box, "Utiliser ces raccourcis"),
      element("form", { method: "dialog", class: "actions" }, element("button", { class: "button button--primary" }, "Fermer")))
    dialog.addEventListener("close", () => dialog.remove())
    document.body.append(dialog)
    dialog.showModal()
  }
  document.addEventListener("click", event => {
    if (event.target.closest("[data-help]")) { event.preventDefault(); help() }
  })
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return
    if (local("quiet") === true) return
    const actions = {
      "/": () => { const box = one("input[data-search]"); box?.focus(); box?.select() },
      "j": () => move(1), "k": () => move(-1), "?": help,
      "x": () => all("tr[data-row]")[row]?.querySelector("input[data-pick]")?.click(),
    }
    if (!actions[event.key]) return
    event.preventDefault()
    actions[event.key]()
  })

  all("[data-print]").forEach(button => button.addEventListener("click", () => window.print()))
  all("[data-fullscreen]").forEach(button => button.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()))
  all("select[data-submit]").forEach(select => select.addEventListener("change", () => select.form.requestSubmit()))
})()
