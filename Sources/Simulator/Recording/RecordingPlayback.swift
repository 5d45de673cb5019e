import Model

/// A recording as it is served: what each target's latest answer is at a time since the start.
///
/// Each target keeps its latest answer until its next one, through gaps too; after the last poll it begins again.
struct RecordingPlayback {
    private let recording: Recording
    private var reader: RecordingReader
    private var pending: RecordedAnswer?
    private var lap: Int64 = 0
    /// Every target's answers of its latest instant: more than one if its access codes were asked for in parts.
    private var latest: [RecordedAnswer.Target: [RecordedAnswer]] = [:]

    init(_ recording: Recording) throws(SimulatorError) {
        self.recording = recording
        reader = try RecordingReader(recording.place)
        pending = try reader.next()
    }

    /// Whether the recording has this target at all.
    func has(_ target: RecordedAnswer.Target) -> Bool {
        recording.targets.contains(target)
    }

    /// Moves on to so many milliseconds after the start; time must not go backwards.
    mutating func advance(to elapsed: Int64) throws(SimulatorError) {
        let lapNow = elapsed / recording.length
        if lapNow != lap {
            lap = lapNow
            latest = [:]
            reader = try RecordingReader(recording.place)
            pending = try reader.next()
        }
        let instant = recording.start + TimeSpan(milliseconds: elapsed % recording.length)
        while let answer = pending, answer.timestamp <= instant {
            keep(answer)
            pending = try reader.next()
        }
    }

    private mutating func keep(_ answer: RecordedAnswer) {
        let isSamePoll = latest[answer.target]?.first?.timestamp == answer.timestamp
        latest[answer.target, default: []] = (isSamePoll ? latest[answer.target] ?? [] : []) + [answer]
    }

    /// What a target answers now.
    ///
    /// Parts of one poll are joined, a code given twice taking the last; a poll with no good part fails as its last
    /// one.
    func answer(of target: RecordedAnswer.Target) -> Answer {
        guard let answers = latest[target], let last = answers.last else {
            return .failure(ResultCode.failed, "the recording has no answer of this VDN yet")
        }
        let parts = answers.compactMap { answer in
            if case .delivered(let rows) = answer.outcome { rows } else { nil }
        }
        if parts.isEmpty, case .failed(let resultCode, let resultDesc) = last.outcome {
            return Answer(resultCode: resultCode, payload: .text(json: resultDesc))
        }
        return .success(parts.flatMap { JSONScanner.elements(of: $0) ?? [] }.compactMap(AnswerRow.init(recorded:)))
    }
}
