import Model

/// The sum, least or greatest of a window's samples for each row, in a few steps a poll however long the window is.
///
/// Two stacks: a slot in front holds the fold of itself and all later slots in front, a slot behind holds its poll's
/// samples, and `back` their fold. The window's fold is the oldest front slot's with `back`. When the front is used up,
/// what is behind becomes the front, newest first. No sample is ever subtracted, so that no error is left behind by
/// samples that are gone.
struct FoldWindow: Sendable {
    private let fold: Instruction.Fold
    private let span: TimeSpan
    private var samples: SampleSlots<Double>
    /// How many slots are in front, those that left the window among them.
    private var frontCount = 0
    /// How many were before the newest poll made others so; nil when it did not.
    private var frontCountBefore: Int?
    /// The fold of the slots behind.
    private var back: [Double] = []

    /// A window without samples.
    init(_ plan: WindowPlan.Fold) {
        fold = plan.fold
        span = plan.span
        samples = SampleSlots(filler: plan.fold.identity)
    }

    /// Begins a poll at `time` with so many rows, a multiple of 64.
    mutating func begin(at time: Timestamp, capacity: Int) {
        frontCount -= samples.settle()
        samples.reserve(capacity)
        if back.count < capacity {
            back.append(contentsOf: repeatElement(fold.identity, count: capacity - back.count))
        }
        samples.retire(before: time - span)
        frontCountBefore = nil
        if samples.retired > frontCount {
            frontCountBefore = frontCount
            foldFromBehind(samples.live.dropLast().reversed())
            frontCount = samples.slots.count
            for row in back.indices { back[row] = fold.identity }
        }
        samples.append(at: time)
    }

    /// Folds into each of the slots the one behind it.
    private mutating func foldFromBehind(_ indices: some Sequence<Int>) {
        for index in indices { foldInto(index, from: index + 1) }
    }

    private mutating func foldInto(_ index: Int, from other: Int) {
        samples.update(index) { [fold] slot, samples in
            samples.slots[other].withUnsafeBufferPointer { later in
                BlockKernels.fold(fold, slot, later)
            }
        }
    }

    /// Takes a block's samples of the newest poll and writes the fold of the window to `target`.
    mutating func advance(
        _ operand: BlockKernels.Source,
        known: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<Double>,
        firstWord: Int,
        words: Int
    ) {
        let first = firstWord * 64
        let identity = fold.identity
        let fold = fold
        let front = samples.retired < frontCount ? samples.retired : nil
        // Taken out, since the samples are written while it is.
        var back: [Double] = []
        swap(&back, &self.back)
        defer { swap(&back, &self.back) }
        back.withUnsafeMutableBufferPointer { back in
            let rows = UnsafeMutableBufferPointer(rebasing: back[first..<first + words * 64])
            samples.withNewest { newest in
                let slot = UnsafeMutableBufferPointer(rebasing: newest[first..<first + words * 64])
                BlockKernels.select(operand, known, otherwise: identity, slot, words: words)
                BlockKernels.fold(fold, rows, UnsafeBufferPointer(slot))
            }
            let result = UnsafeMutableBufferPointer(start: target, count: words * 64)
            _ = result.update(from: rows)
            guard let front else { return }
            samples.slots[front].withUnsafeBufferPointer { oldest in
                BlockKernels.fold(fold, result, UnsafeBufferPointer(rebasing: oldest[first..<first + words * 64]))
            }
        }
    }

    /// Takes the newest poll back.
    mutating func takeBack() {
        let retired = samples.retired
        samples.takeBack()
        if let before = frontCountBefore {
            // What left the window behind the front is still samples; what left it in front lacks all that followed.
            foldFromBehind((before..<retired).reversed().filter { $0 + 1 < samples.slots.count })
            if before < samples.slots.count {
                for index in 0..<before { foldInto(index, from: before) }
            }
            frontCountBefore = nil
        }
        for row in back.indices { back[row] = fold.identity }
        for slot in samples.slots[frontCount...] {
            back.withUnsafeMutableBufferPointer { back in
                slot.withUnsafeBufferPointer { BlockKernels.fold(fold, back, $0) }
            }
        }
    }

    /// How many bytes the samples take.
    var byteCount: Int { samples.byteCount }
}
