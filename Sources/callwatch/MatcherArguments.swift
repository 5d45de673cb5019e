import ArgumentParser
import Model

/// What alerts must satisfy, as amtool's commands take it.
struct MatcherArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "LABEL=VALUE or another matcher; a first word without an operator is the name of the alerts.",
            valueName: "matcher"
        )
    )
    var matchers: [String] = []

    func validate() throws {
        _ = try parsed()
    }

    /// The matchers.
    func parsed() throws -> [Matcher] {
        var parsed: [Matcher] = []
        for text in matchers {
            do {
                parsed.append(try Matcher(parsing: text))
            } catch {
                guard parsed.isEmpty, Self.isName(text) else {
                    throw ValidationError(
                        "`\(text)` is no matcher: \(error.message). A value with such characters: 'LABEL=\"VALUE\"'."
                    )
                }
                parsed.append(Matcher("alertname", equals: text))
            }
        }
        return parsed
    }

    /// Whether a word has none of the characters that matchers are made of.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.contains { "=~!{}\"'`,\\".contains($0) || $0.isWhitespace }
    }

    /// The matchers as parameters of a query.
    func query() throws -> [(name: String, value: String)] {
        try parsed().map { (name: "filter", value: $0.description) }
    }
}
