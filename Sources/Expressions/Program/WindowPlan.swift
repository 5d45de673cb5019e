import Model

/// The samples that a program keeps from poll to poll, by the way in which they are kept.
struct WindowPlan: Sendable {
    /// A window's fold: each has its samples to itself.
    struct Fold: Sendable, Hashable {
        var fold: Instruction.Fold
        var grain: Int
        var span: TimeSpan
    }

    /// The bits of a window, with their count for each row.
    struct Occurrences: Sendable, Hashable {
        var grain: Int
        var span: TimeSpan
    }

    /// All samples of a number, for every window over it.
    struct Samples: Sendable, Hashable {
        var grain: Int
        /// The longest of the windows.
        var span: TimeSpan
    }

    private struct Sampled: Hashable {
        var operand: Instruction.Operand
        var known: Instruction.Plane
        var grain: Int
    }

    private(set) var folds: [Fold] = []
    private(set) var occurrences: [Occurrences] = []
    private(set) var samples: [Samples] = []
    /// The grain of each number of which the sample before this one is kept.
    private(set) var previous: [Int] = []
    private var sampled: [Sampled: Int] = [:]

    /// The place among its kind of what an instruction keeps; nil for one that keeps nothing.
    ///
    /// The operands are still the places of the instructions that make them.
    mutating func place(of instruction: Instruction, grain: Int) -> Int? {
        switch instruction {
        case .fold(let fold, _, _, let span):
            folds.append(Fold(fold: fold, grain: grain, span: span))
            return folds.count - 1
        case .occurrences(_, let span):
            occurrences.append(Occurrences(grain: grain, span: span))
            return occurrences.count - 1
        case .sampled(_, let operand, let known, let span):
            let key = Sampled(operand: operand, known: known, grain: grain)
            if let place = sampled[key] {
                samples[place].span = max(samples[place].span, span)
                return place
            }
            sampled[key] = samples.count
            samples.append(Samples(grain: grain, span: span))
            return samples.count - 1
        case .previous:
            previous.append(grain)
            return previous.count - 1
        default: return nil
        }
    }
}
