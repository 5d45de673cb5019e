/// What people and programs may ask of a running engine about silences.
package protocol SilenceOperations: Sendable {
    /// Every silence that is kept.
    func silences() async -> [SilenceStatus]

    /// The silence of that id; nil for one that was never made, or ended too long ago.
    func silence(_ id: String) async -> SilenceStatus?

    /// Makes a silence, or makes of an earlier one what is asked for.
    func silence(_ draft: SilenceDraft) async -> SilenceResult

    /// Ends a silence; one that has ended stays as it is.
    func expireSilence(_ id: String) async -> SilenceResult

    /// What a silence would cover, which is not made; the same mistakes are refused.
    func preview(_ draft: SilenceDraft) async -> Result<SilencePreview, SilenceRefusal>
}

/// A silence and where it stands.
package struct SilenceStatus: Sendable, Hashable {
    /// The silence.
    package let silence: Silence
    /// Where it stands.
    package let state: Silence.State

    /// That silence in that state.
    package init(_ silence: Silence, state: Silence.State) {
        self.silence = silence
        self.state = state
    }
}

/// What became of a silence that was asked for.
package enum SilenceResult: Sendable, Hashable {
    /// It is written down as this.
    case done(Silence)
    /// It cannot be made or changed.
    case refused(SilenceRefusal)
    /// It could not be written down, and nothing has changed.
    case failed(String)
}
