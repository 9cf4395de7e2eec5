import Synchronization

/// How many symbolic links one lookup follows, and where that was not enough.
///
/// Lookups do not change a tree, so all copies of one share this.
final class LinkSteps: Sendable {
    let limits: Limits
    private let spent = Atomic<Int>(0)
    private let places = Mutex<(log: DiagnosticLog, seen: Set<String>)>((DiagnosticLog(), []))

    init(limits: Limits) { self.limits = limits }

    var diagnostics: [Diagnostic] { places.withLock { $0.log.diagnostics } }

    /// How many bytes of link targets, or of the path of what a link leads to, one lookup may take for nothing.
    private static let free = 256
    /// How many bytes beyond those all lookups of a tree may take.
    ///
    /// Targets of 64 KiB in chains of 255 links would else be walked again for each entry below them.
    private static let budget = 64 << 20

    /// Takes what one lookup needs beyond what every lookup may take.
    ///
    /// - Parameters:
    ///   - count: bytes of targets that the lookup walked before.
    ///   - more: bytes of the next one.
    /// - Returns: whether it may be walked; where it may not, there is a remark.
    func spend(_ more: Int, after count: Int = 0) -> Bool {
        let excess = max(0, count + more - LinkSteps.free) - max(0, count - LinkSteps.free)
        guard excess > 0 else { return true }
        let total = spent.wrappingAdd(excess, ordering: .relaxed).newValue
        guard total > LinkSteps.budget else { return true }
        places.withLock { places in
            guard places.seen.insert("").inserted else { return }
            places.log.append(
                Diagnostic(
                    .linkSteps,
                    "symbolic links lead along more than \(LinkSteps.budget) bytes of paths; "
                        + "further ones that are long are taken to lead nowhere"))
        }
        return false
    }

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
