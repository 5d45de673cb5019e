import Alerting
import Expressions

extension Explanation.Level {
    /// The condition; nil for a level of an SLA's alert.
    var when: ExpressionTree? {
        if case .conditions(let when, _) = basis { when } else { nil }
    }

    /// The end condition; nil for `not when`.
    var resolveWhen: ExpressionTree? {
        if case .conditions(_, let resolveWhen) = basis { resolveWhen } else { nil }
    }
}
