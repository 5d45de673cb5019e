import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == InhibitRule {
    /// An item of `inhibit_rules`, with Alertmanager's keys.
    static var inhibitRule: Shape {
        .mapping("an inhibition rule") { reader in
            let name = reader.optional("name", .name)
            let source = reader.side("source")
            let target = reader.side("target")
            let equal = reader.optional("equal", .list(of: .name)) ?? []
            return InhibitRule(
                name: name?.text,
                sourceMatchers: source,
                targetMatchers: target,
                equal: equal.map(\.text)
            )
        }
    }
}

extension MappingReader {
    /// The matchers of one side of an inhibition rule, in all of Alertmanager's forms; a rule about every alert is
    /// hardly what somebody means.
    fileprivate mutating func side(_ name: String) -> [Matcher] {
        let matchers = optional("\(name)_matchers", .matcherList) ?? []
        let match = optional("\(name)_match", .match(.equal)) ?? []
        let matchRE = optional("\(name)_match_re", .match(.matches)) ?? []
        let forms = ["\(name)_matchers", "\(name)_match", "\(name)_match_re"]
        let all = match + matchRE + matchers
        let hasMistake = all.isEmpty && forms.contains { key($0) != nil && !isEmptyList($0) }
        if all.isEmpty, !hasMistake { report(.inhibitsEverything(side: name, at: range)) }
        return all
    }

    private mutating func isEmptyList(_ key: String) -> Bool {
        switch node(key) {
        case .sequence(let sequence): sequence.items.isEmpty
        case .mapping(let mapping): mapping.entries.isEmpty
        case .scalar, .unreadable, nil: false
        }
    }
}
