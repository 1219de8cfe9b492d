"""The commands with their options and examples; each imports what it needs when it runs, so that --help is quick."""

from __future__ import annotations

import errno
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.errors import ShopkeeperError
from serve.cli import adapters, audit, bench, desk, export, llm, train
from serve.cli.options import Catalogue, Currency, Demo, LlmUrl, Url, VarDir, settings_of


class Quantisation(StrEnum):
    """How weights may be written smaller."""

    INT8 = "int8"


class _OneSentence(TyperGroup):
    """Says an expected error in one sentence with its hint and exits with 2; --debug shows where it came from."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ShopkeeperError as error:
            if ctx.params.get("debug"):
                raise
            sys.stderr.write(f"{error.detail}\n{error.hint}\n")
            raise typer.Exit(2) from error
        except OSError as error:
            if error.errno != errno.ENOSPC or ctx.params.get("debug"):
                raise
            sys.stderr.write("The disk is full.\nFree some space and run the same command again.\n")
            raise typer.Exit(2) from error


app = typer.Typer(
    name="shopkeeper",
    cls=_OneSentence,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(bench.app, name="bench")
app.add_typer(train.app, name="train")
app.add_typer(export.app, name="export")
app.add_typer(llm.app, name="llm")
app.add_typer(adapters.app, name="adapters")
app.add_typer(desk.app, name="desk")
app.add_typer(audit.app, name="audit")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"shopkeeper {version('shopkeeper')}")
        raise typer.Exit


@app.callback()
def shopkeeper(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """A shop's search, advice and customer service as one conversation.

    [bold]A first look:[/bold]  shopkeeper serve   then open http://127.0.0.1:8000
    """


@app.command(epilog="Example: shopkeeper serve --port 9000 --llm-url http://127.0.0.1:8001/v1")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (8000); 0 takes a free one.")] = None,
    llm_url: LlmUrl = None,
    demo: Demo = None,
    catalogue: Catalogue = None,
    currency: Currency = None,
    retail_data: Annotated[
        Path | None, typer.Option(help="A folder with a shop's JSON records (db.json) to serve instead of the demo.")
    ] = None,
    var_dir: VarDir = None,
) -> None:
    """Serve the shop: HTTP API, chat widget and, unless switched off, the demo shop's pages."""
    from serve.cli.server import serve_forever  # noqa: PLC0415

    chosen = {"host": host, "port": port, "llm_url": llm_url, "demo": demo, "catalogue": catalogue}
    serve_forever(settings_of(**chosen, currency=currency, retail_data=retail_data, var_dir=var_dir))


@app.command(epilog="Example: shopkeeper prepare   (make setup does it)")
def prepare(
    models_only: Annotated[bool, typer.Option("--models-only", help="Leave the shop and its indexes alone.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Prepare the models, the shop's database and its indexes, so that the first start is a quick one."""
    from serve.cli.prepare import prepare as run  # noqa: PLC0415

    run(settings_of(demo=demo, var_dir=var_dir), models_only=models_only)


@app.command(epilog="Example: shopkeeper chat --url http://127.0.0.1:8000")
def chat(
    url: Url = None,
    customer: Annotated[
        str | None, typer.Option(help="Sign in as this customer; needs the shop's own key, so works beside it only.")
    ] = None,
    llm_url: LlmUrl = None,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Talk to the shop in the terminal, with a running server or, without one, in this process."""
    from serve.cli.chat import chat as run  # noqa: PLC0415

    run(settings_of(llm_url=llm_url, demo=demo, var_dir=var_dir), url, customer)


@app.command(epilog='Example: shopkeeper ask "a waterproof tent for two, under $250" --json')
def ask(
    text: Annotated[str, typer.Argument(help="What a shopper would say.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for programs.")] = False,
    url: Url = None,
    conversation: Annotated[str | None, typer.Option(help="Go on with this conversation (its id).")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Sign in as this customer; needs the shop's own key, so works beside it only.")
    ] = None,
    llm_url: LlmUrl = None,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Ask once and print the answer."""
    from serve.cli.ask import ask as run  # noqa: PLC0415

    settings = settings_of(llm_url=llm_url, demo=demo, var_dir=var_dir)
    run(settings, text, as_json=as_json, url=url, conversation_id=conversation, customer=customer)


@app.command(epilog="Example: shopkeeper export-model --adapter router --out var/models/router-int8 --quantize int8")
def export_model(
    out: Annotated[Path, typer.Option(help="The folder to write, a Hugging Face checkpoint.")],
    adapter: Annotated[
        str | None,
        typer.Option(help="A shipped adapter (router, writer) or a folder with one; the base alone without."),
    ] = None,
    quantize: Annotated[Quantisation | None, typer.Option(help="Make it smaller for vLLM.")] = None,
    base: Annotated[str | None, typer.Option(help="What the adapter was trained on (smollm2-135m).")] = None,
    var_dir: VarDir = None,
) -> None:
    """Write a tuned model as one checkpoint, its adapter merged, for any server that reads Hugging Face's format."""
    from serve.cli.export_model import export_model as run  # noqa: PLC0415

    run(settings_of(var_dir=var_dir), adapter, out, base=base, int8=quantize is Quantisation.INT8)


@app.command(epilog="Example: shopkeeper ingest products.csv --currency EUR && shopkeeper serve --no-demo")
def ingest(
    file: Annotated[Path, typer.Argument(help="A CSV or JSON-lines file (also .gz): id, title, price and more.")],
    currency: Currency = None,
    as_json: Annotated[bool, typer.Option("--json", help="A summary as one JSON object on stdout.")] = False,
    var_dir: VarDir = None,
) -> None:
    """Make a catalogue of your own searchable; rows that don't fit are listed and don't stop the rest."""
    from serve.cli.ingest import ingest as run  # noqa: PLC0415

    run(settings_of(demo=False, currency=currency, var_dir=var_dir), file, as_json=as_json)


@app.command(epilog="Example: shopkeeper insight --days 7 --json")
def insight(
    days: Annotated[int, typer.Option(help="How many days to look back.", min=1, max=365)] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Tell what shoppers asked, where the assistant failed them, what was resolved, and what it took."""
    from serve.cli.insight import insight as run  # noqa: PLC0415

    run(settings_of(demo=demo, var_dir=var_dir), days, as_json=as_json)
