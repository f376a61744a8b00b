"""serve, worker, user token: the web application."""

from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.call import current
from auditor.cli.people import user

if TYPE_CHECKING:
    from sqlalchemy import Engine


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    user.command("token")(user_token)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    https: Annotated[bool, typer.Option("--https", help="A proxy in front speaks HTTPS: cookies travel by it alone.")] = False,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Jobs are done by `auditor worker` elsewhere.")] = False,
) -> None:
    """Serve the web application; jobs run beside it."""
    import socket
    import threading

    import uvicorn
    from sqlalchemy import func, select
    from sqlmodel import col

    from auditor.web.app import create
    from auditor.web.jobs import Worker
    from inventory.database import reading
    from inventory.models.ledger import AccountRow
    from inventory.problems import InputError

    workspace = current.workspace()
    web, guarded = create(workspace.folder, is_https=https)
    with reading(web.workspace.engine) as session:
        known = select(func.count()).select_from(AccountRow)
        # through the log-in service people come without a password
        able = session.execute(known if web.provider is not None else known.where(col(AccountRow.password).is_not(None))).scalar_one()
    if not able:
        current.note("cli.no_accounts")
    # with its protocol named, or the event loop leaves small answers to wait for one another (Nagle)
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise InputError("cannot_listen", address=f"{host}:{port}", what=error.strerror or "") from None
    worker_ = None if no_worker else Worker(web.workspace)
    if worker_ is not None:
        worker_.start()
    threading.Thread(target=_warm, args=(web.workspace.engine,), daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    current.note("cli.serving", url=f"http://{shown}:{listening.getsockname()[1]}/")
    config = uvicorn.Config(
        guarded, log_level="warning", access_log=False, server_header=False, date_header=True, proxy_headers=https, timeout_keep_alive=15, lifespan="off"
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])
    if worker_ is not None:
        worker_.stop()


def _warm(engine: "Engine") -> None:
    from auditor.web.names import warm
    from inventory.database import reading

    with reading(engine) as session:
        warm(session)


def worker() -> None:
    """Do the jobs of the web application, one after the other, until stopped."""
    from auditor.web.jobs import Worker

    Worker(current.workspace()).run()


def user_token(name: Annotated[str, typer.Argument()]) -> None:
    """Make a token with which a program may read what this account may; the one before is void."""
    from auditor.web.sessions import make_token
    from inventory.database import writing

    workspace = current.workspace()
    with writing(workspace.engine) as session:
        token = make_token(session, name, workspace.now)
    current.say("cli.token_made", token=token)
    current.answer({"name": name, "token": token})
