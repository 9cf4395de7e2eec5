import ImageLedger
import ImagePackages
public import ImageReading
import ImageWriting

/// Something that a policy allows all the same, with its reason and, as a rule, a day on which it ends.
public struct PolicyException: Sendable, Hashable {
    /// The check or rule it belongs to.
    public let rule: String
    /// Globs of what is allowed, matched against the subject of the evidence: a path, a package URL, a field; of a package also
    /// its name, or a package URL that says less of it; empty for the rule as a whole.
    public let subjects: [String]
    /// Why.
    public let reason: String
    /// The last day it holds; nil where it does not end.
    public let expires: CalendarDate?

    /// Makes an exception.
    public init(rule: String, subjects: [String] = [], reason: String, expires: CalendarDate? = nil) {
        self.rule = rule
        self.subjects = subjects
        self.reason = reason
        self.expires = expires
    }

    /// Whether it speaks of an entry of a policy.
    func concerns(_ entry: Policy.Entry) -> Bool { rule == entry.id || rule == entry.documentation.id }

    /// Whether a piece of evidence is allowed.
    ///
    /// A package is allowed by its name too, and by a package URL that says less of it.
    func covers(_ evidence: Evidence) -> Bool {
        subjects.contains { subject in
            if GlobPattern(subject).matches(evidence.subject) { return true }
            guard evidence.kind == .package, let purl = try? PackageURL(evidence.subject) else { return false }
            return subject == purl.name || (try? PackageURL(subject)).map { $0.covers(purl) } ?? false
        }
    }
}
