"""A small site that scripts draw, and pages whose scripts try what a crawl must not do; served on loopback."""

import json
from typing import Any

CITIZEN = "11010519491231002X"
NOTICE = "关于推广使用云溪办的通知"


def page(script: str, *, title: str = "页", body: str = "<div id=app></div>", head: str = "") -> str:
    """A page whose text its script makes."""
    return f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}<script>{script}</script></body></html>"


def shows(text: str) -> str:
    return f"document.getElementById('app').innerHTML = {json.dumps(text, ensure_ascii=False)};"


def answer(
    body: str | bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    data = body.encode() if isinstance(body, str) else body
    return status, {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}, data


LIST = """
fetch('/api/list.json').then(r => r.json()).then(rows => { document.getElementById('app').innerHTML = '<h1>通知公告</h1><ul>' +
    rows.map(r => `<li><a href="/n/${r.id}.html">${r.title}</a></li>`).join('') + '</ul>'; });"""
FORM = shows(
    "<h1>低保申请</h1><form action=/submit method=post><p>姓名：<input name=xm required></p><p>身份证号：<input name=sfzh maxlength=18></p>"
    "<p>家庭人口：<input name=rk></p><img src=/logo.png></form><p>微信公众号：云溪民政</p>"
)
NOTICE_TEXT = shows(
    f"<article><h1>{NOTICE}</h1><p>各村（社区）：</p><p>一、全体村民必须于6月底前下载安装“云溪办”APP并完成实名注册，未注册的不予办理业务。</p>"
    "<p>云溪县民政局</p><p>2026年5月6日</p></article>"
)
LOOP = shows("<p>画好之后不停</p>") + "setTimeout(() => { while (true) {} }, 50);"
DIALOGS = (
    "window.onbeforeunload = () => 'x'; alert('一'); const no = confirm('二'); const none = prompt('三');"
    "document.getElementById('app').textContent = '答复：' + no + none; "
)
TALL = shows("<p style='height:120000px'>很长</p><form><p>姓名：<input name=a></p><p>电话：<input name=b></p></form>")
PERSON = shows(f"<h1>公示</h1><p>张三 {CITIZEN[:6]}<b>{CITIZEN[6:]}</b></p>")
FIELD = shows(f"<h1>预填</h1><form><p>姓名：<input name=a></p><p>证件号：<input name=b value={CITIZEN}></p></form>")
RESTLESS = shows("<p>走动</p><p id=t></p>") + "setInterval(() => document.getElementById('t').append('滴答'), 50);"
LEADS = shows("<p>跳转</p>") + "setTimeout(() => { location.href = '/led-to'; }, 50);"
ROUTED = "history.pushState({}, '', '/deep/way/'); " + shows("<a href=next.html>下一步</a><p>路由</p>")
HASHED = """const draw = () => { document.getElementById('app').innerHTML = {'#/guide/1': '<h1>办事指南</h1><p>高龄津贴申领指南正文</p>',
    '#/guide/2': '<h1>办事指南</h1><p>临时救助申请指南正文</p><form><p>姓名：<input name=a></p><p>金额：<input name=b></p></form>'}[location.hash]
    || '<h1>单页应用</h1><a href="#top">顶</a><a href="#/guide/1">高龄津贴</a><router><a href="#/guide/2">临时救助</a></router>'; }; window.onhashchange = draw; draw();"""
FRAMES = shows("<p>框</p><iframe src=/moved-frame></iframe>")
MANY = shows("<p>很多</p>") + "for (let n = 0; n < 400; n++) fetch(['', 'api', 'many?n='].join('/') + n).catch(() => 0);"
FORBIDDEN = (
    shows("<p>禁止</p>")
    + "fetch('/private/data.json').catch(() => 0); fetch('/api/endless').catch(() => 0); fetch('/api/bomb').catch(() => 0);"
)
GROWS = shows("<p>长大</p>") + (
    "const kept = []; setInterval(() => { for (let n = 0; n < 40; n++) kept.push(new Uint8Array(1 << 20).fill(n)); }, 10);"
)
KILLS = shows("<p>杀</p>") + "fetch('/kill').catch(() => 0);"


def reaching(foreign: str, datagrams: str) -> str:
    """A script that tries every way out to an address that nobody named, and everything else that a crawl never does."""
    socket = foreign.replace("http", "ws", 1)
    ways = f"""
    const to = {foreign!r}; const at = ['', 'sub' + 'mit'].join('/'); const tries = [
    () => fetch(to + '/fetch', {{mode: 'no-cors'}}), () => fetch(at, {{method: 'POST', body: 'x'}}), () => fetch(to + '/post', {{method: 'POST', mode: 'no-cors'}}),
    () => {{ const x = new XMLHttpRequest(); x.open('PUT', at); x.send('x'); }}, () => fetch(at, {{method: 'DELETE'}}),
    () => navigator.sendBeacon(at, 'x'), () => navigator.sendBeacon(to + '/beacon', 'x'),
    () => new WebSocket({socket!r} + '/ws'), () => new WebSocket('ws://' + location.host + '/ws'), () => new EventSource(to + '/events'), () => new EventSource('/events'),
    () => {{ new Image().src = to + '/image'; }}, () => import(to + '/module.js'), () => navigator.serviceWorker.register('/worker.js'),
    () => new Worker(URL.createObjectURL(new Blob([`fetch('${{to}}/worker', {{mode: 'no-cors'}})`]))), () => new SharedWorker('/worker.js'),
    () => {{ const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{datagrams}'}}]}}); p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)); }},
    () => new WebTransport('https://{foreign.removeprefix("http://")}/'), () => window.open(to + '/open'), () => open(at + '?opened'), () => print(),
    () => {{ for (const rel of ['prefetch', 'preload', 'preconnect', 'dns-prefetch', 'stylesheet', 'modulepreload', 'icon', 'manifest', 'prerender']) {{
        const l = document.createElement('link'); l.rel = rel; l.href = to + '/' + rel; if (rel === 'preload') l.as = 'script'; document.head.append(l); }} }},
    () => {{ for (const [tag, name] of [['iframe', 'src'], ['script', 'src'], ['video', 'src'], ['audio', 'src'], ['object', 'data'], ['embed', 'src']]) {{
        const e = document.createElement(tag); e[name] = to + '/' + tag; document.body.append(e); }} }},
    () => {{ const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({{prefetch: [{{urls: [to + '/rules'], eagerness: 'immediate'}}]}}); document.head.append(s); }},
    () => {{ const s = document.createElement('style'); s.textContent = `@import url(${{to}}/css); body {{ background: url(${{to}}/background) }} @font-face {{ font-family: x; src: url(${{to}}/font) }} #app {{ font-family: x }}`; document.head.append(s); }},
    () => {{ const a = document.createElement('a'); a.href = '/file.zip'; a.download = 'file.zip'; document.body.append(a); a.click(); }},
    () => {{ const a = document.createElement('a'); a.href = to + '/ping'; a.ping = to + '/pinged'; document.body.append(a); }},
    () => {{ const a = document.createElement('a'); a.href = to + '/blank'; a.target = '_blank'; document.body.append(a); a.click(); a.href = '/windowed'; a.click(); }},
    () => {{ const f = document.createElement('iframe'); f.src = '/file.zip'; document.body.append(f); }},
    () => {{ const f = document.createElement('form'); f.method = 'post'; f.action = at; document.body.append(f); f.submit(); }},
    () => {{ const f = document.createElement('form'); f.action = at; f.innerHTML = '<input name=q value=1>'; document.body.append(f); f.requestSubmit(); }},
    () => {{ const f = document.createElement('iframe'); f.name = 'into'; document.body.append(f); const g = document.createElement('form'); g.target = 'into'; g.action = to + '/framed'; document.body.append(g); g.submit(); }},
    () => navigator.geolocation.getCurrentPosition(() => {{ fetch(['', 'allowed'].join('/')) }}), () => Notification.requestPermission(),
    () => {{ document.cookie = 'kept=1'; fetch('/api/list.json?with=cookie', {{headers: {{Authorization: 'Bearer x', Cookie: 'kept=1'}}}}); }},
    () => {{ location.href = to + '/location'; }},
    ]; let done = 0; for (const one of tries) {{ try {{ const p = one(); if (p && p.catch) p.catch(() => 0); }} catch (e) {{}} done++; }}
    document.getElementById('app').textContent = '试了' + done + '种';"""
    return page(ways, title="试探")


def routes(**more: Any) -> dict[str, Any]:
    """The site by path; `more` adds pages that the menu lists too (their names are paths without the slash)."""
    drawn = {
        "/list": page(LIST, title="列表"), "/form": page(FORM, title="低保申请"), "/n/1.html": page(NOTICE_TEXT, title=NOTICE), "/loop": page(LOOP), "/dialog": page(DIALOGS), "/tall": page(TALL),
        "/person": page(PERSON, title="公示"), "/field": page(FIELD), "/restless": page(RESTLESS), "/leads": page(LEADS), "/routed": page(ROUTED), "/spa": page(HASHED), "/bare": page("document.documentElement.remove(); Array.prototype.map = Array.from = Promise.prototype.then = JSON.stringify = 1;"), "/frames": page(FRAMES), "/many": page(MANY), "/forbidden": page(FORBIDDEN),
        **{f"/{name}": content for name, content in more.items()},
    }  # fmt: skip
    menu = "".join(f"<li><a href={path}>栏目{number}</a></li>" for number, path in enumerate(drawn) if not path.startswith("/n/"))
    return {
        "/robots.txt": answer("User-agent: *\nDisallow: /private/\n", "text/plain"), "/": page("", body="<div id=app></div><script src=/static/app.js></script>", title="云溪县政务服务网"),
        "/static/app.js": answer(f"document.getElementById('app').innerHTML = {json.dumps(f'<h1>云溪县政务服务网</h1><ul>{menu}</ul>')};", "text/javascript"),
        "/api/list.json": answer(json.dumps([{"id": 1, "title": NOTICE}, {"id": 2, "title": "另一条"}]), "application/json", Set_Cookie="session=1"),
        "/n/2.html": "<h1>另一条</h1><p>" + "服务器给出的正文。" * 60 + "</p>", "/plain": "<h1>正文</h1><p>" + "没有脚本。" * 100 + "</p>",
        "/private/data.json": answer("{}", "application/json"), "/api/many": answer("{}", "application/json"), "/led-to": "<h1>跳到的页</h1>" + "<p>正文</p>" * 200, "/deep/way/next.html": "<h1>下一步</h1>",
        "/moved-frame": (302, {"Location": "/framed/inner.html"}, b""), "/framed/inner.html": "<p>框内</p><script src=sub.js></script>", "/framed/sub.js": answer("document.body.append('补')", "text/javascript"),
        "/file.zip": answer(b"PK\x03\x04zip", "application/zip", Content_Disposition="attachment"), "/logo.png": answer(b"\x89PNG\r\n\x1a\n", "image/png"), "/worker.js": answer("fetch(at)", "text/javascript"),
        "/submit": "已收到", "/events": answer("data: x\n\n", "text/event-stream"), **drawn,
    }  # fmt: skip
