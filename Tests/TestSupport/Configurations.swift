package import Alerting
package import Model

extension AlertConfiguration {
    /// Rules from their texts, told to one webhook receiver `ops` unless a tree is given, over the source `s`.
    package static func of(
        _ rules: [ReferenceRule],
        route: Route = .root("ops"),
        receivers: [Receiver] = [.webhook("ops")],
        sources: [SourceProfile] = [SourceProfile(name: "s")],
        builtinAlerts: [BuiltinAlert: BuiltinAlert.Settings] = [:],
        staleness: TimeSpan = .minutes(5),
        inhibitRules: [InhibitRule] = [],
        timeIntervals: [NamedInterval] = [],
        silences: SilencePolicy = SilencePolicy(),
        flapping: FlappingSettings = FlappingSettings(),
        onCall: OnCallDirectory = OnCallDirectory()
    ) throws -> AlertConfiguration {
        AlertConfiguration(
            rules: RuleSet(try rules.map { try Rule($0) }),
            route: route,
            receivers: receivers,
            sources: sources,
            builtinAlerts: builtinAlerts,
            staleness: staleness,
            inhibitRules: inhibitRules,
            timeIntervals: timeIntervals,
            silences: silences,
            flapping: flapping,
            onCall: onCall
        )
    }
}

extension Route {
    /// A node as the file describes it, before its place in the tree is known.
    package struct Draft: Sendable {
        fileprivate let build: @Sendable (_ parent: String, _ receiver: String) -> Route

        /// A child; what is left out is the parent's receiver and the root's timing.
        package static func child(
            _ matchers: [Matcher],
            receiver: String? = nil,
            groupBy: GroupBy = .labels(["alertname"]),
            groupWait: TimeSpan = .seconds(30),
            groupInterval: TimeSpan = .minutes(5),
            repeatInterval: TimeSpan = .hours(4),
            continues: Bool = false,
            hours: ActiveHours = .always,
            resolvesThroughSilence: Bool = false,
            _ children: [Draft] = []
        ) -> Draft {
            Draft { parent, inherited in
                let path = Route.path(below: parent, matchers: matchers)
                let name = receiver ?? inherited
                return Route(
                    path: path,
                    matchers: matchers,
                    receiver: name,
                    groupBy: groupBy,
                    groupWait: groupWait,
                    groupInterval: groupInterval,
                    repeatIntervals: [repeatInterval],
                    continues: continues,
                    hours: hours,
                    resolvesThroughSilence: resolvesThroughSilence,
                    routes: children.map { $0.build(path, name) }
                )
            }
        }
    }

    /// A root that takes every alert.
    package static func root(
        _ receiver: String,
        groupBy: GroupBy = .labels(["alertname"]),
        groupWait: TimeSpan = .seconds(30),
        groupInterval: TimeSpan = .minutes(5),
        repeatInterval: TimeSpan = .hours(4),
        repeatIntervals: [TimeSpan]? = nil,
        escalation: String? = nil,
        _ children: [Draft] = []
    ) -> Route {
        let path = Route.path(below: nil, matchers: [])
        return Route(
            path: path,
            receiver: receiver,
            groupBy: groupBy,
            groupWait: groupWait,
            groupInterval: groupInterval,
            repeatIntervals: repeatIntervals ?? [repeatInterval],
            escalation: escalation,
            routes: children.map { $0.build(path, receiver) }
        )
    }
}

extension Receiver {
    /// A receiver with one webhook.
    package static func webhook(
        _ name: String,
        sendResolved: Bool = true,
        maxAge: TimeSpan = .hours(24),
        fallback: String? = nil
    ) -> Receiver {
        Receiver(
            name: name,
            integrations: [.webhook(0, sendResolved: sendResolved)],
            maxAge: maxAge,
            fallback: fallback
        )
    }
}

extension Integration {
    /// The webhook at that place of a receiver.
    package static func webhook(_ index: Int, sendResolved: Bool = true) -> Integration {
        let settings = WebhookSettings(url: Secret("https://chat.example.com/\(index)"))
        return Integration(name: "webhook[\(index)]", sendResolved: sendResolved, kind: .webhook(settings))
    }

    /// The mail to those recipients at that place of a receiver.
    package static func email(_ index: Int, to recipients: [String], sendResolved: Bool = true) -> Integration {
        let smtp = SMTPSettings(host: "mail.example.com", port: 587, hello: "callwatch.example.com")
        let settings = EmailSettings(to: recipients, from: "callwatch@example.com", smtp: smtp)
        return Integration(name: "email[\(index)]", sendResolved: sendResolved, kind: .email(settings))
    }
}

extension SourceProfile {
    /// A contact centre that is asked for codes of call centre 1, VDN 1.
    package static func centre(
        _ name: String = "s",
        codes: [Int64],
        labels: Labels = [:],
        downAfter: TimeSpan = .minutes(1)
    ) -> SourceProfile {
        let centre = ContactCentreSettings(
            url: "https://cms.example.com",
            accessKey: Secret("demo"),
            secretKey: Secret("demo-secret"),
            targets: [.init(ccId: 1, vdn: 1, codes: .listed(codes))]
        )
        let settings = SourceSettings(
            name: name,
            downAfter: downAfter,
            labels: labels,
            origin: .contactCentre(centre)
        )
        return SourceProfile(settings, catalog: Catalog())
    }
}

extension Poll {
    /// A poll of the codes of call centre 1, VDN 1: for each `innoId` how many callers wait, of so many in all.
    package static func of(
        _ queues: [Int64: Double?],
        source: String = "s",
        at time: Timestamp,
        missing: [Int64] = []
    ) -> Poll {
        var snapshot = Snapshot()
        for (innoId, queue) in queues.sorted(by: { $0.key < $1.key }) {
            snapshot.append(AccessCode(ccId: 1, vdn: 1, innoId: innoId), [100, 0, 0, queue, 0])
        }
        return Poll(
            source: source,
            time: time,
            result: .snapshot(snapshot),
            missing: missing.map { AccessCode(ccId: 1, vdn: 1, innoId: $0) }
        )
    }

    /// A poll that failed as a whole.
    package static func failed(source: String = "s", at time: Timestamp) -> Poll {
        let failure = RequestFailure(ccId: 1, vdn: 1, reason: .connect, message: "connection refused")
        return Poll(source: source, time: time, result: .failed, failures: [failure])
    }
}

extension Timestamp {
    /// That many seconds after 2024-01-01T00:00:00Z, when tests begin.
    package static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_704_067_200_000) + .seconds(seconds)
    }

    /// The seconds after 2024-01-01T00:00:00Z.
    package var testSeconds: Double { (self - .at(0)).seconds }
}

extension SilenceDraft {
    /// A silence of alerts about an access code, between two moments of a test.
    package static func of(
        innoId: String,
        _ seconds: Range<Int64>,
        id: String? = nil,
        hours: SilenceDraft.Hours = .asBefore
    ) -> SilenceDraft {
        SilenceDraft(
            id: id,
            matchers: [Matcher("innoId", equals: innoId)],
            startsAt: .at(seconds.lowerBound),
            endsAt: .at(seconds.upperBound),
            hours: hours,
            createdBy: "ana",
            comment: "maintenance"
        )
    }
}

extension NamedInterval {
    /// The minutes of each day from `minutes` on, by its name.
    package static func daily(_ name: String, _ minutes: Range<Int64>) -> NamedInterval {
        NamedInterval(name: name, intervals: [RecurringInterval(times: [minutes])])
    }
}
