import Diagnostics
import YAML

/// A rule file in small, to read with every kind of shape.
struct SampleFile {
    enum Severity: String, CaseIterable {
        case warning
        case critical
    }

    struct Rule {
        var name: Located<String>
        var condition: SourceText?
        var levels: [Located<String>]
        var port: Int?
        var severity: Severity?
        var isActive: Bool?
        var labels: [TableEntry<Located<String>>]
        var codes: [Int]
        var hold: Int?
        var targets: [Int]
    }

    var rules: [Rule]

    static var shape: Shape<SampleFile> {
        .mapping("a rule file") { reader in
            reader.refuse("slas", help: "write rules instead")
            let rules = reader.required("rules", .list(of: .mapping("a rule", read: Rule.init), isEmptyAllowed: false))
            return rules.map(SampleFile.init(rules:))
        }
    }
}

extension SampleFile.Rule {
    init?(_ reader: inout MappingReader) {
        let code = Shape<Int>.integer(in: 0...(.max))
        let name = reader.required("alert", .string)
        condition = reader.optional("when", .text)
        let levels = reader.optional("levels", .list(of: .string))
        reader.exclude("when", "levels")
        if reader.key("when") == nil, reader.key("levels") == nil { reader.reportMissing("when") }
        self.levels = levels ?? []
        port = reader.optional("port", .integer(in: 1...65_535))
        severity = reader.optional("severity", .word)
        isActive = reader.optional("active", .bool)
        labels = reader.optional("labels", .table(of: .string)) ?? []
        codes = reader.optional("codes", .list(of: code, acceptsSingle: true)) ?? []
        hold = reader.optional("for", .minutes)
        targets = reader.optional("targets", .either("`all` or a list", scalar: .noCodes, list: .list(of: code))) ?? []
        guard let name else { return nil }
        self.name = name
    }
}

extension Shape where Value == [Int] {
    fileprivate static var noCodes: Shape { .parsed("`all`") { $0.text == "all" ? [] : nil } }
}

extension Shape where Value == Int {
    /// Whole minutes, such as `5m`.
    fileprivate static var minutes: Shape {
        .parsed("a number of minutes", example: "5m") { text in
            text.text.hasSuffix("m") ? Int(text.text.dropLast()) : nil
        }
    }
}
