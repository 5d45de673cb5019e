/// The template language of Alertmanager, which people bring with them.
enum GoTemplate {
    /// What stands between two pairs of braces in it.
    struct Action {
        /// What to write instead.
        let remedy: String

        /// The action written as `text`; nil when it may be Mustache's.
        init?(_ text: String) {
            let words = text.split(whereSeparator: \.isWhitespace).map { word in
                String(word.drop { $0 == "-" }.prefix { $0 != "|" })
            }
            guard let first = words.first(where: { !$0.isEmpty }) else { return nil }
            switch first {
            case "range": remedy = "write " + Action.section(words.last ?? "")
            case "if", "with": remedy = "write " + Action.condition(words)
            case "else": remedy = "write `{{/name}}{{^name}}`: the section of what is not"
            case "end": remedy = "a section ends with its name: `{{/alerts}}`"
            case "template":
                let name = words.count > 1 ? words[1].filter { $0 != "\"" } : "name"
                remedy = "write `{{> \(name)}}`, and the template itself into a file `\(name).mustache`"
            case "define", "block":
                let name = words.count > 1 ? words[1].filter { $0 != "\"" } : "name"
                remedy = "put it into a file of its own, `\(name).mustache`"
            default:
                let isField = first.hasPrefix(".") && first.dropFirst().first?.isLetter == true
                guard isField || first.hasPrefix("$") || text.contains("|") || text.hasPrefix("-") else { return nil }
                remedy =
                    isField
                    ? "write `{{\(Action.name(first, isCounted: text.contains("len")))}}`"
                    : "templates are Mustache's: `{{commonLabels.vdn}}`, `{{#alerts}} ... {{/alerts}}`"
            }
        }

        private static func section(_ field: String) -> String {
            let name = name(field, isCounted: false)
            return "`{{#\(name)}} ... {{/\(name)}}`"
        }

        private static func condition(_ words: [String]) -> String {
            if words.contains("\"firing\"") { return "`{{#isFiring}} ... {{/isFiring}}`" }
            if words.contains("\"resolved\"") { return "`{{#isResolved}} ... {{/isResolved}}`" }
            return section(words.last { $0.hasPrefix(".") } ?? "name")
        }

        /// The name of a field `.CommonLabels.vdn` in the document.
        private static func name(_ field: String, isCounted: Bool) -> String {
            let parts = field.split(separator: ".").map { $0.first?.isUppercase == true ? lower($0) : String($0) }
            guard parts.first == "alerts", parts.count > 1 else {
                return parts.isEmpty ? "." : parts.joined(separator: ".")
            }
            return isCounted ? "\(parts[1])Count" : parts[1]
        }

        private static func lower(_ word: Substring) -> String {
            switch word {
            case "ExternalURL": "externalURL"
            case "GeneratorURL": "generatorURL"
            default: word.prefix(1).lowercased() + word.dropFirst()
            }
        }
    }
}
