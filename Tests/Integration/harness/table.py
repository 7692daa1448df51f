"""The table of operations as docs/channels.md prints it; a test elsewhere holds it against the gateway's own."""

from .places import PROJECT

CHANNELS = ("internal", "echo", "telegram", "whatsapp", "messenger", "instagram", "matrix")


def operation_table() -> dict[tuple[str, str, str], str]:
    """What becomes of (operation, from, to): native, a degradation, or "-"."""
    cells: dict[tuple[str, str, str], str] = {}
    operation, targets = "", []
    printed = (PROJECT / "docs/channels.md").read_text().split("<!-- made by", 1)[1].split("<!-- end of")[0]
    for line in printed.splitlines():
        if not line.startswith("|") or line.startswith("|-"):
            continue
        first, *rest = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if first.endswith(", from"):
            operation, targets = first.removesuffix(", from"), [cell.removeprefix("to ") for cell in rest]
        elif operation:
            for source in CHANNELS if first == "any" else first.split(", "):
                cells |= {(operation, source, target): cell for target, cell in zip(targets, rest, strict=True)}
    return cells
