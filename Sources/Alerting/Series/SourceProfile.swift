package import Model

/// What the engine must know of a source: its name, its series' labels, and when it counts as down.
package struct SourceProfile: Sendable, Hashable {
    /// The access codes that a source asks for in one VDN.
    package struct Target: Sendable, Hashable {
        /// The call centre.
        package let ccId: Int64
        /// The VDN.
        package let vdn: Int64
        /// The codes; nil for whatever the contact centre lists.
        package let codes: Set<Int64>?
    }

    /// The name, also the series' label `source`.
    package var name: String
    /// Labels of all its series.
    package var labels: Labels
    /// Labels of single access codes.
    package var catalog: Catalog
    /// The time between two polls.
    package var interval: TimeSpan
    /// How long no good poll may come before `SourceDown` fires; nil for never.
    package var downAfter: TimeSpan?
    /// What it asks for; nil for a recording, which brings what it brings.
    package var targets: [Target]?

    /// The profile of a source.
    package init(
        name: String,
        labels: Labels = [:],
        catalog: Catalog = Catalog(),
        interval: TimeSpan = .seconds(15),
        downAfter: TimeSpan? = nil,
        targets: [Target]? = nil
    ) {
        self.name = name
        self.labels = labels
        self.catalog = catalog
        self.interval = interval
        self.downAfter = downAfter
        self.targets = targets
    }

    /// The profile of a source with `settings` and what its catalog says.
    package init(_ settings: SourceSettings, catalog: Catalog) {
        self.init(
            name: settings.name,
            labels: settings.labels,
            catalog: catalog,
            interval: settings.interval
        )
        switch settings.origin {
        case .recording: break
        case .contactCentre(let centre):
            downAfter = settings.downAfter
            targets = centre.targets.map { target in
                switch target.codes {
                case .all: Target(ccId: target.ccId, vdn: target.vdn, codes: nil)
                case .listed(let codes): Target(ccId: target.ccId, vdn: target.vdn, codes: Set(codes))
                }
            }
        }
    }

    /// Whether the source can deliver that access code.
    package func includes(_ code: AccessCode) -> Bool {
        guard let targets else { return true }
        return targets.contains { target in
            target.ccId == code.ccId && target.vdn == code.vdn && target.codes?.contains(code.innoId) ?? true
        }
    }

    /// The labels of a series: the catalog's over the contact centre's own name over the source's, then its identity.
    package func labels(of code: AccessCode, name: String?) -> Labels {
        labels
            .overlaid(with: [("name", name ?? labels["name"] ?? "")])
            .overlaid(with: catalog.labels(of: code))
            .overlaid(with: [
                ("ccId", String(code.ccId)),
                ("vdn", String(code.vdn)),
                ("innoId", String(code.innoId)),
                ("source", self.name),
            ])
    }
}
