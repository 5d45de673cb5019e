import HummingbirdCore
import Model

/// What is wrong with a request, for people.
struct RequestMistake: Error, Hashable {
    /// What is wrong, and what would be right.
    let message: String
}

/// The parameters of Alertmanager's queries; those that it does not know it passes over, and so does this.
struct AlertmanagerQuery {
    /// The most matchers in one query: each is tried against every alert.
    static let mostFilters = 50

    private let parameters: [(name: String, value: String)]

    /// The parameters behind the `?` of a request.
    init(_ uri: URI) {
        parameters = uri.formParameters.map { (String($0.key), String($0.value)) }
    }

    /// Parameters, decoded.
    init(_ parameters: [(name: String, value: String)]) {
        self.parameters = parameters
    }

    /// The matchers of `filter`, of which all must be satisfied.
    func filters() throws(RequestMistake) -> [Matcher] {
        let texts = parameters.filter { $0.name == "filter" || $0.name == "filter[]" }.map(\.value)
        guard texts.count <= Self.mostFilters else {
            throw RequestMistake(message: "a query may have \(Self.mostFilters) filters at most")
        }
        var matchers: [Matcher] = []
        for text in texts {
            do {
                matchers.append(try Matcher(parsing: text))
            } catch {
                throw RequestMistake(
                    message: "`\(text)` is no matcher: \(error.message); percent-encode its characters"
                )
            }
        }
        return matchers
    }

    /// A parameter that is true or false, and true when it is not there.
    func flag(_ name: String) throws(RequestMistake) -> Bool {
        guard let value = parameters.last(where: { $0.name == name })?.value else { return true }
        switch value {
        case "true", "1": return true
        case "false", "0": return false
        default: throw RequestMistake(message: "`\(name)` is `true` or `false`, not `\(value)`")
        }
    }

    /// A parameter that is a text; nil when it is not there, or empty.
    func text(_ name: String) -> String? {
        parameters.last { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// A parameter that is a time; nil when it is not there.
    func time(_ name: String) throws(RequestMistake) -> Timestamp? {
        guard let text = text(name) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw RequestMistake(message: "`\(name)` is no time of RFC 3339, such as `2026-01-05T09:00:00Z`")
        }
        return time
    }

    /// The pattern of `receiver`, which the whole name has to match; nil for every receiver.
    func receiver() throws(RequestMistake) -> Pattern? {
        guard let text = text("receiver") else { return nil }
        do {
            return try Pattern(text)
        } catch {
            throw RequestMistake(message: "`receiver` is no regular expression: \(error.message)")
        }
    }
}

extension [Matcher] {
    /// Whether labels pass as the filter of a query, by Alertmanager's rule.
    ///
    /// It differs from that of routes in one thing: a matcher for a value wants the label to be there, even `=~".*"`.
    func admits(_ labels: Labels) -> Bool {
        allSatisfy { matcher in
            let isPositive = matcher.comparison == .equal || matcher.comparison == .matches
            if isPositive, !matcher.value.isEmpty, labels[matcher.name] == nil { return false }
            return matcher.matches(labels)
        }
    }
}
