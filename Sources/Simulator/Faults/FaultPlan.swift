/// Which faults strike which request; the same seed gives the same sequence.
struct FaultPlan: Sendable {
    /// What strikes one request.
    struct Strike: Sendable, Equatable {
        /// Every kind that was drawn.
        let kinds: Set<Fault.Kind>
        /// Picks the row and counter that a fault of single rows changes.
        let pick: UInt64

        /// Whether a kind was drawn.
        func has(_ kind: Fault.Kind) -> Bool { kinds.contains(kind) }

        /// The first failing `resultCode` drawn.
        var resultCode: String? {
            kinds.compactMap { kind in
                if case .resultCode(let code) = kind { code } else { nil }
            }
            .min()
        }
    }

    private let faults: [Fault]
    private var generator: SeededGenerator

    init(faults: [Fault], seed: UInt64) {
        self.faults = faults
        generator = SeededGenerator(seed: seed, keys: UInt64(StreamPurpose.faults.rawValue))
    }

    /// Draws for the next request: each fault on its own, so that several may strike together.
    mutating func strike() -> Strike {
        let kinds = faults.filter { generator.uniform() < $0.rate }.map(\.kind)
        return Strike(kinds: Set(kinds), pick: generator.next())
    }
}
