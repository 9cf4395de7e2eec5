import ImageLedger
import ImageReading
import ImageWriting

/// What a rule says of an image, before a policy weighs it.
public struct Judgement: Sendable, Hashable {
    /// Whether the rule holds.
    public enum Verdict: Sendable, Hashable {
        /// It holds.
        case pass
        /// It does not.
        case fail
        /// It does not, in a way that no policy makes a failure of.
        case warn
        /// The archive does not tell; the message says why.
        case noData
    }

    /// Whether the rule holds.
    public private(set) var verdict: Verdict
    /// One sentence, not escaped.
    public private(set) var message: String
    /// What it rests on.
    public private(set) var evidence: [Evidence]
    /// Set where each piece of evidence is an offence of its own, which a policy can except.
    private var offences: OffenceWords?
    /// Whether the rule does not hold and exceptions allow all that offends.
    private(set) var isExcepted = false

    private init(_ verdict: Verdict, _ message: String, _ evidence: [Evidence]) {
        self.verdict = verdict
        self.message = message
        self.evidence = evidence
    }

    /// The rule holds.
    public static func pass(_ message: String, _ evidence: [Evidence] = []) -> Judgement {
        Judgement(.pass, message, evidence)
    }

    /// The rule does not hold.
    public static func fail(_ message: String, _ evidence: [Evidence] = []) -> Judgement {
        Judgement(.fail, message, evidence)
    }

    /// Something to look at.
    public static func warn(_ message: String, _ evidence: [Evidence] = []) -> Judgement {
        Judgement(.warn, message, evidence)
    }

    /// The archive does not tell.
    public static func noData(_ reason: String, _ evidence: [Evidence] = []) -> Judgement {
        Judgement(.noData, reason, evidence)
    }

    /// The judgement, but no data where it holds only because there was something that could not be looked at.
    ///
    /// - Parameter gap: why that could not be looked at; nil where everything was.
    func unless(_ gap: String?) -> Judgement {
        guard verdict == .pass, let gap else { return self }
        return .noData(gap)
    }

    /// Several judgements as one: a failure outweighs a warning, and that what the archive does not tell.
    static func all(_ parts: [Judgement]) -> Judgement {
        let order: [Verdict] = [.fail, .warn, .noData, .pass]
        let verdict = order.first { verdict in parts.contains { $0.verdict == verdict } } ?? .pass
        return Judgement(verdict, parts.map(\.message).joined(separator: "; "), parts.flatMap(\.evidence))
    }

    /// The rule holds where there is no offence.
    ///
    /// - Parameters:
    ///   - offences: each offence, in a stable order.
    ///   - singular: what one is called, for example `setuid file`.
    ///   - plural: what several are called; nil adds an s.
    ///   - none: the message where there is none.
    public static func offences(
        _ offences: [Evidence], _ singular: String, plural: String? = nil, none: String
    ) -> Judgement {
        let words = OffenceWords(singular: singular, plural: plural, none: none)
        var judgement = Judgement(offences.isEmpty ? .pass : .fail, words.message(for: offences), offences)
        judgement.offences = words
        return judgement
    }

    /// The judgement without what an exception covers, and that.
    ///
    /// Where nothing is left the message stays as it was: it says what the exceptions allow.
    func excepting(_ exception: PolicyException) -> (judgement: Judgement, excepted: [Evidence]) {
        guard verdict == .fail || verdict == .warn, !isExcepted else { return (self, []) }
        var result = self
        if exception.subjects.isEmpty {
            result.isExcepted = true
            return (result, evidence.isEmpty ? [Evidence(.image, message)] : evidence)
        }
        guard let offences else { return (self, []) }
        let excepted = evidence.filter(exception.covers)
        guard !excepted.isEmpty else { return (self, []) }
        guard excepted.count < evidence.count else {
            result.isExcepted = true
            return (result, excepted)
        }
        result.evidence = evidence.filter { !exception.covers($0) }
        result.message = offences.message(for: result.evidence)
        return (result, excepted)
    }
}

/// How offences are counted in a message.
private struct OffenceWords: Hashable, Sendable {
    /// How many are named; the report shows all.
    private static let named = 3

    let singular: String
    /// nil where it is the singular with an s.
    let plural: String?
    let none: String

    func message(for offences: [Evidence]) -> String {
        guard !offences.isEmpty else { return none }
        let names = offences.prefix(OffenceWords.named).map { evidence in
            // Before it is cut: half a secret can't be told to be one.
            let subject = SecretText.withoutSecrets(evidence.label).unicodeScalars
            return String(subject.prefix(80)) + (subject.count > 80 ? "…" : "")
        }
        return Plural.text(offences.count, singular, plural) + ": "
            + names.joined(separator: ", ") + (offences.count > OffenceWords.named ? ", …" : "")
    }
}
