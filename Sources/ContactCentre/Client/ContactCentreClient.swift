import CSimdJSON
package import Model
package import Outbound

/// Asks one contact centre for the counters of its access codes, cycle after cycle.
///
/// It remembers from one cycle to the next which codes an `inno_ids: all` stands for and which targets want to be left
/// alone. Cycles must not overlap.
package actor ContactCentreClient {
    /// Why settings cannot be used, for people.
    package struct SettingsMistake: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    private let source: String
    private let targets: [ContactCentreSettings.Target]
    private let concurrency: Int
    private let base: BaseURL
    private let signer: RequestSigner
    private let connection: ConnectionOptions
    private let transport: Transport
    private let reading: AnswerReading
    private let decoder = AnswerDecoder()

    /// The codes of `inno_ids: all` as last listed.
    private var lists: [VDN: AccessCodeList] = [:]
    /// The targets that are left alone, until when.
    private var holds: [VDN: Timestamp] = [:]

    /// A client for the source of that name that sends over `transport`.
    package init(
        source: String,
        timeout: TimeSpan,
        settings: ContactCentreSettings,
        transport: Transport
    ) throws(SettingsMistake) {
        guard let base = BaseURL(settings.url) else {
            throw SettingsMistake(description: "`url` is no http or https URL of host, port and path")
        }
        guard RequestSigner.isAccessKey(settings.accessKey.text) else {
            throw SettingsMistake(description: "`access_key` is empty or has a slash, a space or a control character")
        }
        let signable = InterfaceRequest.signableHeaders
        let signed = settings.signedHeaders.map { $0.lowercased() }
        if let header = signed.first(where: { !signable.contains($0) }) {
            let known = signable.map { "`\($0)`" }.joined(separator: ", ")
            throw SettingsMistake(description: "`signed_headers` has `\(header)`; what can be signed is \(known)")
        }
        guard signed.contains("host") else {
            throw SettingsMistake(description: "`signed_headers` lacks `host`, which the scheme demands")
        }
        self.source = source
        self.base = base
        self.transport = transport
        targets = settings.targets
        concurrency = max(1, settings.concurrency)
        signer = RequestSigner(
            accessKey: settings.accessKey,
            secretKey: settings.secretKey,
            signedHeaders: signed,
            timestamp: settings.timestamp
        )
        connection = ConnectionOptions(
            timeoutMilliseconds: Int(clamping: timeout.milliseconds),
            tls: TLSOptions(settings.tls),
            proxyURL: settings.proxyURL?.text
        )
        reading = AnswerReading(host: base.host, secrets: [settings.secretKey, settings.accessKey], timeout: timeout)
    }

    /// Asks all targets once; the poll is stamped with what `now` gives when the answers are complete.
    ///
    /// Rows are in the order of the targets, then as delivered. The poll has failed when requests failed and no answer
    /// to one for counters came. A cancelled cycle is no poll.
    package func poll(now: @escaping @Sendable () -> Timestamp) async throws(CancellationError) -> Poll {
        let start = now()
        // A clock that was put back must not make a wait longer than it was.
        holds = holds.filter { $0.value > start }.mapValues { min($0, start + AnswerReading.longestWait) }

        let listing = try await refreshLists(start: start, now: now)
        let steps = targets.flatMap { self.steps(for: $0, listing: listing) }
        let requests = steps.compactMap(\.request)
        var answers = try await ask(requests, now: now) { Array($0.calls) }.makeIterator()

        var join = PollJoin(expecting: requests.reduce(0) { $0 + $1.codes.count })
        for step in steps {
            switch step {
            case .skip(let failure): join.add(failure)
            case .ask(let request):
                switch answers.next() {
                case .success(let rows): join.add(rows, to: request)
                case .failure(let refusal): join.add(RequestFailure(of: request, refusal))
                case nil: preconditionFailure("one answer a request")
                }
            }
        }
        return join.poll(of: source, at: now(), names: listing.isRefreshed ? names : nil)
    }
}

extension ContactCentreClient {
    /// What a cycle does for some codes of a target.
    private enum Step {
        case ask(InterfaceRequest)
        case skip(RequestFailure)

        var request: InterfaceRequest? {
            if case .ask(let request) = self { request } else { nil }
        }
    }

    /// What became of the lists that a cycle asked for.
    private struct Listing {
        var failures: [VDN: RequestFailure] = [:]
        var isRefreshed = false
    }

    /// Asks for the lists that are missing or an hour old; what fails is asked again at the next cycle.
    private func refreshLists(
        start: Timestamp,
        now: @escaping @Sendable () -> Timestamp
    ) async throws(CancellationError) -> Listing {
        let requests = targets.compactMap { target -> InterfaceRequest? in
            let vdn = VDN(target)
            guard target.codes == .all, holds[vdn] == nil, lists[vdn]?.isFresh(at: start) != true else { return nil }
            return InterfaceRequest(interface: .accessCodes, vdn: vdn, codes: [])
        }
        let answers = try await ask(requests, now: now) { AccessCodeList($0.accessCodes, loaded: start) }
        var listing = Listing()
        for (request, answer) in zip(requests, answers) {
            switch answer {
            case .success(let list):
                lists[request.vdn] = list
                listing.isRefreshed = true
            case .failure(let refusal):
                listing.failures[request.vdn] = RequestFailure(of: request, refusal)
            }
        }
        return listing
    }

    /// The requests for a target, at most 500 codes each, or what it means that they are not made.
    private func steps(for target: ContactCentreSettings.Target, listing: Listing) -> [Step] {
        let vdn = VDN(target)
        var steps: [Step] = []
        if let failure = listing.failures[vdn] { steps.append(.skip(failure)) }
        let requests = codes(of: target).map { codes in
            stride(from: 0, to: codes.count, by: InterfaceRequest.batchSize).map { first in
                let batch = codes[first..<min(first + InterfaceRequest.batchSize, codes.count)]
                return InterfaceRequest(interface: .calls, vdn: vdn, codes: Array(batch))
            }
        }
        guard let hold = holds[vdn] else { return steps + (requests ?? []).map(Step.ask) }
        // A list that is missing because it was asked for just now has its failure already.
        let unasked =
            requests ?? (steps.isEmpty ? [InterfaceRequest(interface: .accessCodes, vdn: vdn, codes: [])] : [])
        let refusal = Refusal(
            reason: .rateLimited,
            message: "not asked: \(base.host) wants to be left alone until \(hold.rfc3339)"
        )
        return steps + unasked.map { .skip(RequestFailure(of: $0, refusal)) }
    }

    /// The codes of a target; nil as long as they have to be listed first.
    private func codes(of target: ContactCentreSettings.Target) -> [Int64]? {
        switch target.codes {
        case .listed(let codes): codes
        case .all: lists[VDN(target)]?.codes
        }
    }

    /// The names of all codes that are listed, empty for a code without one.
    private var names: [AccessCode: String] {
        var names: [AccessCode: String] = [:]
        for (vdn, list) in lists {
            for innoId in list.codes { names[vdn.code(innoId)] = list.names[innoId] ?? "" }
        }
        return names
    }

    /// Sends requests, `concurrency` at once, and reads each answer when it comes; one result a request, in order.
    private func ask<Content>(
        _ requests: [InterfaceRequest],
        now: @escaping @Sendable () -> Timestamp,
        read: (csimdjson_document) -> Content
    ) async throws(CancellationError) -> [Result<Content, Refusal>] {
        let results = await withTaskGroup(of: Exchange.self) { group in
            var results: [Result<Content, Refusal>?] = Array(repeating: nil, count: requests.count)
            var unsent = requests.enumerated().makeIterator()
            var running = 0
            while true {
                while running < concurrency, let (index, request) = unsent.next() {
                    running += 1
                    group.addTask { [signer, base, connection, transport] in
                        let outgoing = request.signed(by: signer, for: base, over: connection, at: now())
                        let outcome = await transport.send(outgoing)
                        return Exchange(index: index, outcome: outcome, received: now())
                    }
                }
                guard let exchange = await group.next() else { return results }
                running -= 1
                if exchange.isCancelled {
                    group.cancelAll()
                    return []
                }
                results[exchange.index] = self.read(exchange, of: requests[exchange.index], read: read)
            }
        }
        let content = results.compactMap(\.self)
        guard content.count == requests.count, !Task.isCancelled else { throw CancellationError() }
        return content
    }

    /// Reads one answer, and notes when its target wants to be left alone.
    private func read<Content>(
        _ exchange: Exchange,
        of request: InterfaceRequest,
        read: (csimdjson_document) -> Content
    ) -> Result<Content, Refusal> {
        let result = reading.read(
            exchange.outcome,
            as: request.interface,
            received: exchange.received,
            with: decoder,
            read: read
        )
        if case .failure(let refusal) = result, let wait = refusal.wait {
            let hold = exchange.received + wait
            holds[request.vdn] = max(hold, holds[request.vdn] ?? hold)
        }
        return result
    }
}

/// What became of one request of many.
private struct Exchange: Sendable {
    let index: Int
    let outcome: HTTPOutcome
    let received: Timestamp

    var isCancelled: Bool {
        if case .failed(let failure) = outcome { failure.kind == .cancelled } else { false }
    }
}
