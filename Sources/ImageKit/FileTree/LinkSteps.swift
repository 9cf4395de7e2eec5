import Synchronization

/// How many symbolic links one lookup follows, and where that was not enough.
///
/// Lookups do not change a tree, so all copies of one share this.
final class LinkSteps: Sendable {
    let limits: Limits
    private let places = Mutex<(log: DiagnosticLog, seen: Set<String>)>((DiagnosticLog(), []))

    init(limits: Limits) { self.limits = limits }

    var diagnostics: [Diagnostic] { places.withLock { $0.log.diagnostics } }

    /// Notes a link that leads nowhere because too many follow it, once each.
    func note(_ link: BytePath) {
        let path = link.description
        places.withLock { places in
            guard places.seen.count < DiagnosticLog.limit, places.seen.insert(path).inserted else { return }
            places.log.append(
                Diagnostic(
                    .linkSteps,
                    "following this symbolic link takes more than \(limits.symbolicLinks) steps, or leads in a circle; "
                        + "it is taken to lead nowhere (\(limits.named(.symbolicLinks)))", path: path))
        }
    }
}

extension Diagnostic.Code {
    /// A symbolic link leads in a circle or through more links than a lookup follows.
    public static let linkSteps = Diagnostic.Code(rawValue: "linkSteps")
}
