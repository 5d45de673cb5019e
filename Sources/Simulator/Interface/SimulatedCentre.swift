/// The contact centre behind the interface: who calls, or what was recorded, and which faults are due.
actor SimulatedCentre {
    private enum Content {
        case model(CallCentreModel, ccId: Int, vdns: Set<Int>, innoIds: [Int], timeOfDay: Duration)
        case recording(RecordingPlayback)
    }

    private var content: Content
    private var faults: FaultPlan
    private let speed: Double

    /// The centre that `options` describe, which have been validated.
    init(_ options: SimulatorOptions) throws(SimulatorError) {
        switch options.content {
        case .model(let ccId, let vdns, let innoIds, let timeOfDay):
            content = .model(
                CallCentreModel(seed: options.seed),
                ccId: ccId,
                vdns: Set(vdns),
                innoIds: innoIds,
                timeOfDay: timeOfDay
            )
        case .recording(let path):
            content = .recording(try RecordingPlayback(Recording(path: path)))
        }
        faults = FaultPlan(faults: options.faults, seed: options.seed)
        speed = options.speed
    }

    /// Which faults strike the next request.
    func strike() -> FaultPlan.Strike {
        faults.strike()
    }

    /// `queryaccesscodecallinfo`: the counters, so long after the start.
    ///
    /// An access code that the VDN does not have is left out; what the vendor does with one is not documented.
    func callInfo(_ query: InterfaceQuery, elapsed: Duration) throws(SimulatorError) -> Answer {
        switch content {
        case .model(var model, let ccId, let vdns, let innoIds, let timeOfDay):
            if let unknown = Self.unknown(query, ccId: ccId, vdns: vdns) { return unknown }
            model.advance(to: timeOfDay + .milliseconds(simulatedMilliseconds(elapsed)))
            let known = Set(innoIds)
            let rows = query.innoIds.filter(known.contains).map { innoId in
                AnswerRow(innoId: innoId, counters: model.counters(vdn: query.vdn, innoId: innoId))
            }
            content = .model(model, ccId: ccId, vdns: vdns, innoIds: innoIds, timeOfDay: timeOfDay)
            return .success(rows)
        case .recording:
            let answer = try recordedAnswer(query, elapsed: elapsed)
            guard case .rows(let recorded) = answer.payload else { return answer }
            let rows = Dictionary(recorded.map { ($0.innoId, $0) }, uniquingKeysWith: { $1 })
            return .success(query.innoIds.compactMap { rows[$0] })
        }
    }

    /// `queryaccesscodeinfo`: which access codes the VDN has; in a recording, those of its latest poll.
    func codeInfo(_ query: InterfaceQuery, elapsed: Duration) throws(SimulatorError) -> Answer {
        let codes: [Int]
        switch content {
        case .model(_, let ccId, let vdns, let innoIds, _):
            if let unknown = Self.unknown(query, ccId: ccId, vdns: vdns) { return unknown }
            codes = innoIds
        case .recording:
            let answer = try recordedAnswer(query, elapsed: elapsed)
            guard case .rows(let recorded) = answer.payload else { return answer }
            codes = Set(recorded.map(\.innoId)).sorted()
        }
        return .success(
            codes.map { innoId in
                AnswerRow(
                    innoId: innoId,
                    accessCode: String(650_000 + innoId % 1_000),
                    description: "Access code \(innoId)"
                )
            }
        )
    }

    private func recordedAnswer(_ query: InterfaceQuery, elapsed: Duration) throws(SimulatorError) -> Answer {
        guard case .recording(var playback) = content else {
            preconditionFailure("only a recording has recorded answers")
        }
        let target = RecordedAnswer.Target(ccId: query.ccId, vdn: query.vdn)
        guard playback.has(target) else {
            return .failure(
                ResultCode.parameterNotValid,
                "the recording has no VDN \(query.vdn) of call center \(query.ccId)"
            )
        }
        try playback.advance(to: simulatedMilliseconds(elapsed))
        content = .recording(playback)
        return playback.answer(of: target)
    }

    private static func unknown(_ query: InterfaceQuery, ccId: Int, vdns: Set<Int>) -> Answer? {
        guard query.ccId == ccId else {
            return .failure(ResultCode.parameterNotValid, "there is no call center \(query.ccId)")
        }
        guard vdns.contains(query.vdn) else {
            return .failure(ResultCode.parameterNotValid, "there is no VDN \(query.vdn)")
        }
        return nil
    }

    private func simulatedMilliseconds(_ elapsed: Duration) -> Int64 {
        Milliseconds.rounded(elapsed / .milliseconds(1) * speed)
    }
}
