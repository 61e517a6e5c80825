"""The rules of the file format that make Excel repair or refuse a workbook when they are broken.

References
----------
ECMA-376, 5th edition, part 1: 18.2 (workbook), 18.3 (worksheets), 18.8 (styles); limits of Excel: its specifications.
"""

import functools
import math
import posixpath
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"
#: Children in the order of the schema.
ORDER = {
    "worksheet": (
        "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
        "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
        "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
        "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
        "oleObjects controls webPublishItems tableParts extLst"
    ),
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
        "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
        "fileRecoveryPr webPublishObjects extLst"
    ),
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "comments": "authors commentList extLst",
}  # fmt: skip
#: Children of which a part may hold several.
REPEATED = {"conditionalFormatting"}
LAST_ROW, LAST_COLUMN, LONGEST_TEXT, LONGEST_FORMULA = 1_048_576, 16_384, 32_767, 8_192
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NEWER = re.compile(
    r"(?<![\w.])(XLOOKUP|XMATCH|FILTER|UNIQUE|SORT|SORTBY|SEQUENCE|LET|LAMBDA|TEXTJOIN|CONCAT|IFS|SWITCH|MAXIFS|MINIFS)\("
)
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([A-Za-z_][\w.]*))!\$?[A-Z]{1,3}")


def broken_rules(path):
    """Return a sentence for every rule that a workbook file breaks; [] when it keeps them all."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"part {name} stands twice" for name, count in Counter(names).items() if count > 1]
    found += _package_rules(parts)
    trees = {name: ElementTree.fromstring(parts[name]) for name in names if name.endswith((".xml", ".rels", ".vml"))}
    for name, tree in trees.items():
        found += [f"{name}: {sentence}" for sentence in _order_rules(tree)]
    book, links = trees["xl/workbook.xml"], _relations(parts, "xl/workbook.xml")
    sheets = {s.get("name"): links[s.get(f"{RELATION}id")] for s in book.iter(f"{MAIN}sheet")}
    defined = [entry.get("name").casefold() for entry in book.iter(f"{MAIN}definedName")]
    found += _sheet_name_rules(list(sheets))
    found += _defined_name_rules(book, set(sheets))
    styles = next((tree for tree in trees.values() if tree.tag == f"{MAIN}styleSheet"), None)
    found += [f"styles: {sentence}" for sentence in _style_rules(styles)]
    looks = len(styles.find(f"{MAIN}cellXfs"))
    fills = len(found_dxfs) if (found_dxfs := styles.find(f"{MAIN}dxfs")) is not None else 0
    texts = next((tree for tree in trees.values() if tree.tag == f"{MAIN}sst"), ())
    for number, words in enumerate("".join(item.itertext()) for item in texts):
        if len(words) > LONGEST_TEXT or _CONTROL.search(words):
            found.append(f"text {number} is too long or holds control characters")
    tables = [tree for tree in trees.values() if tree.tag == f"{MAIN}table"]
    found += _table_rules(tables)
    for title, part in sheets.items():
        if (tree := trees[part]).tag != f"{MAIN}worksheet":
            continue
        rules = [
            *_cell_rules(tree, looks, len(texts)),
            *_column_rules(tree),
            *_area_rules(tree),
            *_validation_rules(tree, set(defined)),
            *_condition_rules(tree, fills),
            *_link_rules(tree, set(sheets)),
        ]
        found += [f"{title}: {sentence}" for sentence in rules]
    for part, tree in trees.items():
        if tree.tag == f"{MAIN}comments":
            found += [f"{part}: {sentence}" for sentence in _comment_rules(tree)]
    return found


def _package_rules(parts):
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    endings = [e.get("Extension").casefold() for e in types if e.tag.endswith("Default")]
    own = [e.get("PartName").lstrip("/") for e in types if e.tag.endswith("Override")]
    for what, listed in (("ending", endings), ("part", own)):
        yield from (f"content type of {what} {n} stands twice" for n, count in Counter(listed).items() if count > 1)
    yield from (f"content type of {name}, which is not there" for name in set(own) - set(parts))
    for name in parts:
        if name != "[Content_Types].xml" and name not in own and name.rpartition(".")[2].casefold() not in endings:
            yield f"{name} has no content type"
        if name.endswith(".rels"):
            tree = ElementTree.fromstring(parts[name])
            ids = [e.get("Id") for e in tree]
            yield from (f"{name}: relation {n} stands twice" for n, count in Counter(ids).items() if count > 1)
            folder, _, own_name = name.rpartition("_rels/")
            if own_name != ".rels" and folder + own_name.removesuffix(".rels") not in parts:
                yield f"{name} belongs to no part"
            for e in tree:
                target = _target(folder, e.get("Target"))
                if e.get("TargetMode") != "External" and target not in parts:
                    yield f"{name} leads to {target}, which is not there"


def _relations(parts, part):
    folder, _, name = part.rpartition("/")
    tree = ElementTree.fromstring(parts[f"{folder}/_rels/{name}.rels"])
    return {e.get("Id"): _target(f"{folder}/", e.get("Target")) for e in tree}


def _target(folder, target):
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)


def _order_rules(tree):
    order = ORDER.get(tree.tag.removeprefix(MAIN), "").split()
    if not order:
        return
    children = [child.tag.removeprefix(MAIN) for child in tree]
    for unknown in sorted({child for child in children if child not in order}):
        if not unknown.startswith("{"):
            yield f"<{unknown}> does not belong in <{tree.tag.removeprefix(MAIN)}>"
    known = [child for child in children if child in order]
    if known != sorted(known, key=order.index):
        yield f"children are not in the order of the schema: {known}"
    yield from (f"<{n}> stands twice" for n, count in Counter(known).items() if count > 1 and n not in REPEATED)


def _sheet_name_rules(titles):
    for title in titles:
        if not 1 <= len(title) <= 31 or re.search(r"[\[\]:*?/\\]", title) or title[0] == "'" or title[-1] == "'":
            yield f"sheet name {title!r}"
    for title, count in Counter(title.casefold() for title in titles).items():
        if count > 1:
            yield f"two sheets are called {title!r}"


def _defined_name_rules(book, titles):
    seen = Counter()
    for entry in book.iter(f"{MAIN}definedName"):
        name = entry.get("name")
        bare = name.removeprefix("_xlnm.")
        if not _NAME.fullmatch(bare) or _LIKE_A_CELL.fullmatch(bare):
            yield f"defined name {name!r}"
        seen[name.casefold(), entry.get("localSheetId")] += 1
        if (place := entry.get("localSheetId")) is not None and int(place) >= len(titles):
            yield f"defined name {name!r} belongs to a sheet that is not there"
        for quoted, plain in _REFERENCE.findall(entry.text or ""):
            if (quoted.replace("''", "'") or plain) not in titles:
                yield f"defined name {name!r} leads to {entry.text}"
    yield from (f"defined name {name[0]!r} stands twice" for name, count in seen.items() if count > 1)


def _style_rules(styles):
    sizes = {child.tag.removeprefix(MAIN): len(child) for child in styles}
    for child in styles:
        if child.get("count") is not None and int(child.get("count")) != len(child):
            yield f"<{child.tag.removeprefix(MAIN)}> counts {child.get('count')} of {len(child)}"
    formats = [int(e.get("numFmtId")) for e in styles.iter(f"{MAIN}numFmt") if e.get("numFmtId")]
    for look in (*styles.find(f"{MAIN}cellStyleXfs"), *styles.find(f"{MAIN}cellXfs")):
        for attribute, of in (
            ("fontId", "fonts"),
            ("fillId", "fills"),
            ("borderId", "borders"),
            ("xfId", "cellStyleXfs"),
        ):
            if int(look.get(attribute, 0)) >= sizes[of]:
                yield f"{attribute} {look.get(attribute)} is not there"
        if (number := int(look.get("numFmtId", 0))) >= 164 and number not in formats:
            yield f"number format {number} is not there"


def _cell_rules(tree, looks, texts):
    last_row = 0
    for row in tree.find(f"{MAIN}sheetData"):
        number = int(row.get("r", last_row + 1))
        if not last_row < number <= LAST_ROW:
            yield f"row {number} after row {last_row}"
        if not 0 <= float(row.get("ht", 0)) <= 409.5:
            yield f"row {number} is {row.get('ht')} high"
        last_row, last_column = number, 0
        for cell in row:
            letters, _, digits = cell.get("r").partition(str(number))
            column = _column(letters)
            if digits or not last_column < column <= LAST_COLUMN:
                yield f"cell {cell.get('r')} in row {number} after column {last_column}"
            last_column = column
            if not 0 <= int(cell.get("s", 0)) < looks:
                yield f"cell {cell.get('r')} has a look that is not there"
            yield from _content_rules(cell, texts)


@functools.cache
def _column(letters):
    return column_index_from_string(letters) if letters.isalpha() else 0


def _content_rules(cell, texts):
    if not len(cell):
        return
    where, kind = cell.get("r"), cell.get("t", "n")
    formula, value = cell.findtext(f"{MAIN}f"), cell.findtext(f"{MAIN}v")
    if formula is not None and (len(formula) > LONGEST_FORMULA or formula.startswith("=")):
        yield f"formula of {where}"
    if formula and _NEWER.search(formula):
        yield f"{where} uses a function that Excel stores under another name: {formula}"
    if value is None or (not value and formula is not None):  # not calculated yet
        return
    if kind == "s" and not 0 <= int(value) < texts:
        yield f"{where} shows a text that is not there"
    elif kind == "n" and not _is_number(value):
        yield f"{where} holds {value!r} as a number"
    elif kind not in ("s", "n", "str", "b", "e", "d", "inlineStr"):
        yield f"{where} is of kind {kind!r}"


def _is_number(word):
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def _column_rules(tree):
    before = 0
    for entry in tree.iter(f"{MAIN}col"):
        first, last = int(entry.get("min")), int(entry.get("max"))
        if not before < first <= last <= LAST_COLUMN:
            yield f"columns {first} to {last} after column {before}"
        if not 0 <= float(entry.get("width", 0)) <= 255:
            yield f"column {first} is {entry.get('width')} wide"
        before = last


def _area_rules(tree):
    merged = [range_boundaries(entry.get("ref")) for entry in tree.iter(f"{MAIN}mergeCell")]
    yield from (f"merged areas {one} and {other} overlap" for one, other in _overlaps(merged))
    yield from (f"merged area {area} is one cell" for area in merged if area[:2] == area[2:])
    for place in ("header", "footer"):
        for entry in tree.iter(f"{MAIN}headerFooter"):
            for child in entry:
                if place in child.tag.casefold() and len(child.text or "") > 255:
                    yield f"{place} is longer than 255 characters"


def _overlaps(areas):
    for place, one in enumerate(areas):
        for other in areas[place + 1 :]:
            if one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]:
                yield one, other


def _validation_rules(tree, defined):
    listed = tree.find(f"{MAIN}dataValidations")
    rules = list(listed) if listed is not None else []
    if listed is not None and (int(listed.get("count", len(rules))) != len(rules) or not rules):
        yield f"{listed.get('count')} data validations, but {len(rules)} are there"
    areas = []
    for rule in rules:
        where = rule.get("sqref")
        areas += [range_boundaries(area) for area in where.split()]
        for attribute, limit in (("promptTitle", 32), ("errorTitle", 32), ("prompt", 255), ("error", 255)):
            if len(rule.get(attribute, "")) > limit:
                yield f"{attribute} of {where} is longer than {limit} characters"
        for number in (1, 2):
            formula = rule.findtext(f"{MAIN}formula{number}")
            if formula is None:
                continue
            if len(formula) > 255 or formula.startswith("="):
                yield f"formula of the validation of {where}: {formula}"
            if number == 1 and rule.get("type") == "list" and not formula.startswith('"'):
                words = re.findall(r"[A-Za-z_][\w.]*(?![\w(!])", re.sub(r'"[^"]*"', "", formula))
                names = {w.casefold() for w in words if not _LIKE_A_CELL.fullmatch(w) and w not in ("FALSE", "TRUE")}
                if unknown := names - defined - {"indirect", "iferror", "vlookup"}:
                    yield f"validation of {where} names {unknown}"
        if rule.get("type") in ("list", "whole", "decimal") and rule.findtext(f"{MAIN}formula1") is None:
            yield f"validation of {where} has no formula"
    yield from (f"validations of {one} and {other} overlap" for one, other in _overlaps(areas))


def _condition_rules(tree, fills):
    rules = list(tree.iter(f"{MAIN}cfRule"))
    if min((int(rule.get("priority")) for rule in rules), default=1) < 1:
        yield "a conditional format has no priority"
    for rule in rules:
        if rule.get("dxfId") is not None and not 0 <= int(rule.get("dxfId")) < fills:
            yield f"conditional format {rule.get('priority')} has a look that is not there"
        for formula in rule.iter(f"{MAIN}formula"):
            if (formula.text or "").startswith("=") or len(formula.text or "") > LONGEST_FORMULA:
                yield f"formula of conditional format {rule.get('priority')}"


def _link_rules(tree, titles):
    links = list(tree.iter(f"{MAIN}hyperlink"))
    if len(links) > 65_530:
        yield f"{len(links)} links"
    yield from (f"{n} links in {where}" for where, n in Counter(e.get("ref") for e in links).items() if n > 1)
    for link in links:
        if (place := link.get("location")) and "!" in place:
            title = place.rpartition("!")[0].strip("'").replace("''", "'")
            if title not in titles:
                yield f"link in {link.get('ref')} leads to {place}"


def _table_rules(tables):
    for attribute in ("id", "displayName"):
        found = Counter(str(table.get(attribute)).casefold() for table in tables)
        yield from (f"two tables have the {attribute} {value!r}" for value, count in found.items() if count > 1)
    for table in tables:
        heads = [column.get("name").casefold() for column in table.iter(f"{MAIN}tableColumn")]
        first, _, last, _ = range_boundaries(table.get("ref"))
        if len(set(heads)) != len(heads) or len(heads) != last - first + 1:
            yield f"columns of table {table.get('displayName')!r}"
        if not _NAME.fullmatch(table.get("displayName")) or _LIKE_A_CELL.fullmatch(table.get("displayName")):
            yield f"table is called {table.get('displayName')!r}"


def _comment_rules(tree):
    authors = len(tree.find(f"{MAIN}authors"))
    notes = list(tree.iter(f"{MAIN}comment"))
    yield from (f"{n} notes in {where}" for where, n in Counter(e.get("ref") for e in notes).items() if n > 1)
    for note in notes:
        if not 0 <= int(note.get("authorId")) < authors:
            yield f"note in {note.get('ref')} has no author"
        if len("".join(note.itertext())) > LONGEST_TEXT:
            yield f"note in {note.get('ref')} is too long"
