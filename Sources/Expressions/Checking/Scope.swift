package import Diagnostics
import Model

/// The names that expressions of one group may use: the metrics and the group's `let`s.
package struct Scope: Sendable {
    let lets: [String: Checker.Checked]
    let graph: ExpressionGraph
    /// The `let`s that have no mistake, each behind those it uses.
    let definitions: [Definition]

    /// The metrics alone.
    package init() {
        lets = [:]
        definitions = []
        graph = ExpressionGraph(shared: .init([]))
    }

    /// The metrics and `lets`, which may use each other in any order.
    ///
    /// Every mistake in them is added to `diagnostics`, once, used or not; an expression that uses a mistaken one has
    /// no value, and says nothing of it again. Of a name given twice the first counts.
    package init(lets: [(name: Located<String>, text: SourceText)], diagnostics: inout [Diagnostic]) {
        let definitions = lets.map { Definition($0.name, $0.text, diagnostics: &diagnostics) }
        let places = Dictionary(definitions.enumerated().map { ($1.name.value, $0) }) { first, _ in first }
        let dependencies = definitions.map { definition in definition.names.compactMap { places[$0] } }

        var checker = Checker(lets: [:], graph: ExpressionGraph(shared: .init([])))
        var sound: [Definition] = []
        for component in LetOrder.components(of: dependencies) {
            if let path = LetOrder.cycle(in: component, dependencies) {
                let names = path.map { definitions[$0].name }
                diagnostics.append(.letCycle(names.map(\.value), at: names[0].range))
                // Known to be mistaken, so that their own expressions do not call each other unknown.
                for index in component { checker.lets[definitions[index].name.value] = .invalid }
            }
            for index in component {
                let definition = definitions[index]
                let value = definition.syntax.map { checker.check($0) } ?? .invalid
                guard places[definition.name.value] == index else { continue }
                checker.lets[definition.name.value] = definition.isUsable ? value : .invalid
                if definition.isUsable, value.type != .invalid { sound.append(definition) }
            }
        }
        diagnostics += checker.diagnostics
        self.lets = checker.lets
        self.definitions = sound
        graph = ExpressionGraph(shared: .init(checker.graph.nodes))
    }

    /// A `let` as it was read.
    struct Definition: Sendable {
        let name: Located<String>
        let syntax: ExpressionSyntax?
        /// Whether its name may be used.
        let isUsable: Bool

        init(_ name: Located<String>, _ text: SourceText, diagnostics: inout [Diagnostic]) {
            self.name = name
            let mistake = Self.mistake(in: name)
            if let mistake { diagnostics.append(mistake) }
            isUsable = mistake == nil
            syntax = Parser.parse(Excerpt(text), diagnostics: &diagnostics)
        }

        /// The names in its expression.
        var names: Set<String> { syntax?.names ?? [] }

        private static func mistake(in name: Located<String>) -> Diagnostic? {
            let text = name.value
            if Metric(rawValue: text) != nil { return .letHidesName(text, "a metric", at: name.range) }
            if Builtin.named(text) != nil { return .letHidesName(text, "a function", at: name.range) }
            if Keyword(rawValue: text) != nil { return .letHidesName(text, "a reserved word", at: name.range) }
            return Lexer.isName(text) ? nil : .badLetName(text, at: name.range)
        }
    }
}
