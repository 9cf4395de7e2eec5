"""The application of the demo images: one table, rendered from a template."""
import click
import idna
from jinja2 import Template
from tabulate import tabulate

PAGE = Template("Hosts of {{ owner }}\n\n{{ table }}\n")


@click.command()
@click.argument("hosts", nargs=-1)
def main(hosts: tuple[str, ...]) -> None:
    rows = [(host, idna.encode(host).decode()) for host in hosts]
    click.echo(PAGE.render(owner="the demo", table=tabulate(rows, headers=["Host", "On the wire"])))


if __name__ == "__main__":
    main()
