// XMLParser.
import Foundation
import FoundationXML

/// Reads a page as XML; notes its text, its ids, its links, and the elements and attributes that it has.
final class PageReading: NSObject, XMLParserDelegate {
    /// Labels with what a reader must see of them.
    static let hostile: [(label: String, shown: String)] =
        [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE--", "a&b &amp; &#60;", "]]>",
            "--><!--", "</title></style></svg>", "line\nline\ttab", "{{ labels.name }}",
            "👩‍👩‍👧 é \u{1F600}",
        ].map { ($0, $0) } + [
            // No characters of XML.
            ("\u{0}\u{1}\u{8}\u{B}\u{1F}|", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}|"),
            ("\u{202E}\u{2066}|", "\u{FFFD}\u{FFFD}|"),
            ("\u{7F}\u{85}\u{FFFE}\u{FFFF}|", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}|"),
        ]

    private(set) var text = ""
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: Set<String> = []
    private(set) var values: [String] = []
    private(set) var ids: [String] = []
    private(set) var links: [String] = []
    private(set) var sources: [String] = []
    /// The ids that others refer to as their labels.
    private(set) var labelled: Set<String> = []
    private(set) var error: (any Error)?

    init(_ page: String) {
        super.init()
        // HTML's doctype is none that an XML parser has to know.
        let document = page.replacingOccurrences(of: "<!DOCTYPE html>\n", with: "")
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { error = parser.parserError }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes values: [String: String]
    ) {
        elements[name, default: 0] += 1
        attributes.formUnion(values.keys)
        self.values += values.values
        if let id = values["id"] { ids.append(id) }
        if let link = values["href"] { links.append(link) }
        if let source = values["src"] { sources.append(source) }
        for key in ["aria-labelledby", "aria-describedby", "for"] {
            if let label = values[key] { labelled.insert(label) }
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        text += string
    }
}
