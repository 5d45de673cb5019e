import Model

/// The instructions that read the rows of another grain.
extension BlockExecution {
    /// A function of the numbers of each group's members, which come in order of their labels.
    func gather(
        _ function: Instruction.Gathered,
        _ operand: Instruction.Operand,
        _ known: Instruction.Plane,
        link: Int,
        _ target: UnsafeMutablePointer<Double>
    ) {
        let finer = program.links[link].finer
        guard elements.rows[finer].count > 0 else { return }
        let (values, known) = (whole(operand, grain: finer), whole(known, grain: finer))
        let members = elements.links[link].members
        var collected: [Double] = []
        for (index, group) in rows.enumerated() {
            collected.removeAll(keepingCapacity: true)
            for member in members.indices.contains(group) ? members[group] : [] {
                let row = Int(member)
                guard known[row >> 6] >> UInt64(row & 63) & 1 == 1 else { continue }
                switch values {
                case .constant(let value): collected.append(value)
                case .vector(let values): collected.append(values[row])
                }
            }
            target[index] = collected.isEmpty ? .nan : function.apply(&collected)
        }
    }

    /// How many members of each group have their bit set.
    func tally(_ bits: Instruction.Plane, link: Int, _ target: UnsafeMutablePointer<Double>) {
        let finer = program.links[link].finer
        guard elements.rows[finer].count > 0 else { return }
        let words = whole(bits, grain: finer)
        let members = elements.links[link].members
        for (index, group) in rows.enumerated() {
            var count = 0
            for member in members.indices.contains(group) ? members[group] : [] {
                count += Int(words[Int(member) >> 6] >> UInt64(member & 63) & 1)
            }
            target[index] = Double(count)
        }
    }

    /// The number of each row's group; 0 for a row in none.
    func spread(_ operand: Instruction.Operand, link: Int, _ target: UnsafeMutablePointer<Double>) {
        let groups = elements.links[link].group
        guard elements.rows[program.links[link].coarser].count > 0,
            case .vector(let values) = whole(operand, grain: program.links[link].coarser)
        else { return }
        for (index, row) in rows.enumerated() {
            let group = groups[row]
            target[index] = group == GroupLink.none ? 0 : values[Int(group)]
        }
    }

    /// The bit of each row's group, for rows of `within`; not set for a row in none.
    func spread(
        _ bits: Instruction.Plane,
        link: Int,
        within: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>
    ) {
        for word in 0..<words { target[word] = 0 }
        let groups = elements.links[link].group
        guard elements.rows[program.links[link].coarser].count > 0 else { return }
        let source = whole(bits, grain: program.links[link].coarser)
        for (index, row) in rows.enumerated() where groups[row] != GroupLink.none {
            let group = Int(groups[row])
            target[index >> 6] |= (source[group >> 6] >> UInt64(group & 63) & 1) << UInt64(index & 63)
        }
        for word in 0..<words { target[word] &= within[word] }
    }
}

extension Instruction.Gathered {
    /// The function of values in order of their members' labels, of which there is one at least.
    func apply(_ values: inout [Double]) -> Double {
        let count = Double(values.count)
        switch self {
        case .sum: return values.reduce(0, +)
        case .avg: return values.reduce(0, +) / count
        case .min: return values.reduce(.infinity) { $1 < $0 ? $1 : $0 }
        case .max: return values.reduce(-.infinity) { $1 > $0 ? $1 : $0 }
        case .stddev:
            let mean = values.reduce(0, +) / count
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        case .quantile(let level):
            values.sort()
            return values.quantile(level)
        }
    }
}
