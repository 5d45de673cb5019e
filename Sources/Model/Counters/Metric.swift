/// The counters of one access code, as the interface "query information about calls of a specified access code" names
/// them, in the order of its table.
package enum Metric: String, Sendable, CaseIterable, Codable {
    /// Callers who are online over the access code.
    case allCallCount
    /// Those of them who are in the IVR.
    case ivrCallCount
    /// Those of them whom agents serve.
    case agentCallCount
    /// Those of them who wait in a queue.
    case queueCallCount
    /// The longest time that one of its calls has waited, in seconds.
    case longestWaitTime

    /// The metric of that name, found by its hash: expressions ask for each of their names.
    package static func named(_ name: String) -> Metric? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// What it counts.
    package var unit: MeasureUnit {
        self == .longestWaitTime ? .seconds : .calls
    }

    /// Its place among the columns of a snapshot.
    package var index: Int {
        switch self {
        case .allCallCount: 0
        case .ivrCallCount: 1
        case .agentCallCount: 2
        case .queueCallCount: 3
        case .longestWaitTime: 4
        }
    }

    /// The greatest value that is a counter: whole numbers up to 2^53 are exact in a Double.
    package static let maximum: Double = 9_007_199_254_740_992
}
