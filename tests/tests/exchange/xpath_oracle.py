"""An independent reading of eForms notices: the official XPaths, evaluated by lxml.

Usage: xpath_oracle.py FIELDS_SUBSET.json NOTICE.xml...   Prints one JSON object: file -> what the XPaths select.
It shares no code with the importer, and joins buyers and winners in its own way.
"""

import json
import sys

from lxml import etree

NS = {
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
LOT = "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']"
WINNING = "//efac:NoticeResult/efac:SettledContract/efac:LotTender/cbc:ID"


def texts(node, path):
    found = node.xpath(path, namespaces=NS)
    read = [str(x) if isinstance(x, str) else "".join(x.itertext()) for x in found]
    return [text.strip() for text in read if text.strip()]


def names(tree, organisation):
    path = "//efac:Organization/*[cac:PartyIdentification/cbc:ID[normalize-space()=$id]]/cac:PartyName/cbc:Name"
    found = tree.xpath(path, namespaces=NS, id=organisation)
    return [x.text.strip() for x in found if x.text and x.text.strip()]


def winners(tree):
    found = []
    for tender in texts(tree, WINNING):
        party = "//efac:NoticeResult/efac:LotTender[normalize-space(cbc:ID)='%s']/efac:TenderingParty/cbc:ID" % tender
        for tendering in texts(tree, party):
            member = "//efac:NoticeResult/efac:TenderingParty[normalize-space(cbc:ID)='%s']/efac:Tenderer/cbc:ID" % tendering
            for organisation in texts(tree, member):
                found += names(tree, organisation)
    return found


def read(path, fields):
    tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    whole = {id: texts(tree, xpath) for id, xpath in fields.items() if not xpath.startswith(LOT)}
    lots = []
    for lot in tree.xpath(LOT, namespaces=NS):
        below = {id: xpath[len(LOT):].lstrip("/") for id, xpath in fields.items() if xpath.startswith(LOT)}
        lots.append({id: texts(lot, xpath) for id, xpath in below.items()})
    whole["_lots"] = lots
    whole["_buyer_names"] = [name for id in whole["OPT-300-Procedure-Buyer"] for name in names(tree, id)]
    whole["_winner_names"] = winners(tree)
    return whole


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        fields = {field["id"]: field["xpathAbsolute"] for field in json.load(file)["fields"]}
    json.dump({path: read(path, fields) for path in sys.argv[2:]}, sys.stdout)


if __name__ == "__main__":
    main()
