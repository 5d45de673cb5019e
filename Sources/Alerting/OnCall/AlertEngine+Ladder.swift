package import Model

/// Incidents in time: steps, pages, and the times in which nobody is told.
extension AlertEngine {
    /// Every incident that is open, and those that were over not long ago; the oldest first.
    package var incidents: [IncidentRecord] {
        incidentRecords.values.sorted { $0.incident.number < $1.incident.number }
    }

    /// The incident of a number; nil for one that never was, or was over long ago.
    package func incident(_ number: Int64) -> IncidentRecord? { incidentRecords[number] }

    /// When a step of an incident, the end of an answer or a page is due next.
    package var incidentDeadline: Timestamp? { incidentDeadlines.values.min() }

    /// Takes the steps that are `due`, and sends the pages that are.
    mutating func climb(due: (Timestamp) -> Bool, at now: Timestamp, into outcome: inout Outcome) {
        closeIncidentsWithoutAlerts(at: now, into: &outcome)
        for number in heldIncidents.sorted() { reviewHold(ofIncident: number, at: now, into: &outcome) }
        let numbers = incidentDeadlines.filter { due($0.value) }.keys.sorted()
        guard !numbers.isEmpty else { return }
        for number in numbers {
            reviewHold(ofIncident: number, at: now, into: &outcome)
            guard incidentRecords[number]?.hold == nil else { continue }
            let happenings = incidentRecords[number]?.incident.advance(by: configuration.onCall, at: now) ?? []
            log(happenings, ofIncident: number, at: now, into: &outcome)
        }
        sendPages(of: numbers, at: now, into: &outcome)
        // Somebody who was told of another incident meanwhile is told of this one later than was known.
        for number in numbers { indexIncident(number) }
    }

    /// Keeps the index of what is due with an incident that changed.
    mutating func indexIncident(_ number: Int64) {
        guard let known = incidentRecords[number] else {
            incidentDeadlines[number] = nil
            return
        }
        if let hold = known.hold {
            incidentDeadlines[number] = hold.until
        } else {
            let deadlines = [known.incident.nextDeadline, pageQueue.nextDeadline(of: known.incident)]
            incidentDeadlines[number] = deadlines.compactMap { $0 }.min()
        }
    }

    // MARK: Times of quiet

    /// Notes whether all of an incident that fires is held back now.
    ///
    /// Then nothing becomes of it: what falls due meanwhile is done at the end, so that a silence puts pages off and
    /// loses none.
    private mutating func reviewHold(ofIncident number: Int64, at now: Timestamp, into outcome: inout Outcome) {
        guard let known = incidentRecords[number], !known.incident.isResolved else { return }
        let hold = hold(of: known, at: now)
        guard hold != known.hold else { return }
        incidentRecords[number]?.hold = hold
        if hold == nil { heldIncidents.remove(number) } else { heldIncidents.insert(number) }
        var happenings: [Incident.Happening] = []
        if let reason = hold?.reason {
            if known.hold?.reason != reason { happenings = [.held(because: reason)] }
        } else if known.hold?.reason != nil, hold == nil {
            happenings = [.released]
        }
        log(happenings, ofIncident: number, at: now, into: &outcome)
    }

    private func hold(of known: IncidentRecord, at now: Timestamp) -> IncidentRecord.Hold? {
        guard let group = groups[known.group] else { return nil }
        let firing = group.members.values.count { $0 == .firing }
        // The group is told of the end at its next tick, and that ends the incident.
        guard firing > 0 else { return IncidentRecord.Hold(reason: nil, until: nil) }
        let route = route(of: known.group)
        let held = heldAlerts(of: group, at: route, now: now)
        guard held.count == firing else { return nil }
        let reasons = held.sorted { $0.key.value < $1.key.value }.map { $0.value.text(configuration.inhibitRules) }
        // An inhibition ends with an event; of a silence that is long the end is looked for again.
        let isMuted = held.values.contains(where: \.isMute)
        let limit = now + .days(1)
        let end = endOfMute(of: held, at: route, after: now, until: limit)
        return IncidentRecord.Hold(reason: reasons.first, until: isMuted ? end ?? limit : nil)
    }

    // MARK: Pages

    private mutating func sendPages(of numbers: [Int64], at now: Timestamp, into outcome: inout Outcome) {
        var incidents: [Int64: Incident] = [:]
        for number in numbers {
            guard let known = incidentRecords[number], known.hold == nil else { continue }
            incidents[number] = known.incident
        }
        let pages = pageQueue.take(from: &incidents, at: now)
        guard !pages.isEmpty else { return }
        for (number, incident) in incidents { incidentRecords[number]?.incident = incident }
        for page in pages {
            let name = configuration.onCall.people[page.contact.person]?.receivers[page.contact.method]
            let receiver = name.flatMap { configuration.receivers[$0] }
            let happening: Incident.Happening =
                receiver == nil ? .unreachable("\(page.contact.person) by \(page.contact.method)") : .told(page.contact)
            for number in page.incidents { log([happening], ofIncident: number, at: now, into: &outcome) }
            if let receiver { tell(page.entries, to: receiver, page.contact, at: now, into: &outcome) }
        }
        outcome.effects.append(.put(StateEntry(.pages, "pages", PageQueueRecord(pageQueue))))
    }

    /// Puts one message about incidents into the outbox.
    ///
    /// Services that keep an incident of their own for each of ours are told of each by itself: they would not know what
    /// a message of several is the end of. Ends are told to whoever was told of the beginning, whatever a receiver's
    /// `send_resolved` says.
    private mutating func tell(
        _ entries: [PageQueue.Entry],
        to receiver: Receiver,
        _ contact: Contact?,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let known = entries.compactMap { entry in incidentRecords[entry.incident].map { (record: $0, step: entry.step) }
        }
        guard !known.isEmpty else { return }
        let together = notification(of: known, to: receiver, contact, at: now)
        let apart = known.map { notification(of: [$0], to: receiver, contact, at: now) }
        let parts = receiver.integrations.flatMap { integration in
            (integration.keepsIncidents ? apart : [together]).map { (integration, $0) }
        }
        var threads: [String: String] = [:]
        enqueue(parts, of: receiver, threads: &threads, at: now, into: &outcome)
    }

    private func notification(
        of known: [(record: IncidentRecord, step: Int?)],
        to receiver: Receiver,
        _ contact: Contact?,
        at now: Timestamp
    ) -> GroupNotification {
        let lines = known.map { record, step in
            IncidentPage.Line(
                number: record.incident.number,
                isResolved: record.incident.isResolved,
                step: step,
                summary: record.summary
            )
        }
        let first = known.count == 1 ? known.first?.record : nil
        let page = IncidentPage(lines: lines, contact: contact, linksEndAt: now + IncidentLink.validity)
        return GroupNotification(
            receiver: receiver.name,
            groupKey: first?.pageKey ?? "incidents:" + lines.map(\.id).joined(separator: ","),
            groupLabels: first?.groupLabels ?? [:],
            reason: page.openIncidents.isEmpty ? .incidentResolved : .escalation,
            routeLabels: first.flatMap { routes[$0.group.route]?.labels } ?? [:],
            alerts: known.flatMap { currentAlerts(of: $0.record, at: now) },
            page: page
        )
    }

    /// The alerts of an incident as they are told now; of one that is held back by now as they were last.
    private func currentAlerts(of known: IncidentRecord, at now: Timestamp) -> [NotifiedAlert] {
        guard !known.incident.isResolved, let group = groups[known.group] else { return known.alerts }
        let held = heldAlerts(of: group, at: route(of: known.group), now: now)
        let alerts = notifiedAlerts(of: group, without: held)
        return alerts.isEmpty ? known.alerts : alerts
    }

    /// Writes down what became of an incident, and tells the receivers among it.
    mutating func log(
        _ happenings: [Incident.Happening],
        ofIncident number: Int64,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        changedIncidents.insert(number)
        for var happening in happenings {
            var told: (receiver: Receiver, step: Int?)?
            if case .receiverTold(let name, let step) = happening {
                told = configuration.receivers[name].map { ($0, step) }
                if told == nil { happening = .unreachable(name) }
            }
            guard let known = incidentRecords[number] else { continue }
            incidentRecords[number]?.note(happening, at: now)
            let entry = HistoryEntry(
                at: now,
                kind: .incident,
                fingerprint: nil,
                labels: known.groupLabels,
                text: "\(known.incident.id): \(happening.text)"
            )
            outcome.effects.append(.record(entry))
            if let told {
                let entry = PageQueue.Entry(incident: number, step: told.step)
                tell([entry], to: told.receiver, nil, at: now, into: &outcome)
            }
        }
        indexIncident(number)
    }
}

extension Integration {
    /// Whether what it tells keeps an incident of its own for each key, which a message of several would confuse.
    fileprivate var keepsIncidents: Bool {
        switch kind {
        case .pagerDuty, .opsgenie, .alertmanager: true
        case .webhook, .email, .slack, .teams, .discord, .telegram, .mattermost, .googleChat, .dingTalk, .feishu,
            .weCom:
            false
        }
    }
}
