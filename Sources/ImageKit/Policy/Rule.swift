import ImageLedger
import ImagePackages
public import ImageReading

/// Something that holds for an image or does not, decided from the archive alone.
///
/// A rule is a pure function: the same input gives the same judgement. A new rule is one file with one type and a line in
/// ``RuleCatalog``.
public protocol Rule: Sendable {
    /// What the rule says of itself; its documentation is made of this.
    static var documentation: RuleDocumentation { get }

    /// Makes the rule from the parameters a policy gives it.
    ///
    /// - Throws: ``PolicyError`` with line and column where a parameter is missing or can't be read.
    init(_ parameters: RuleParameters) throws

    /// What must be read of an image beside its documents, entries and packages.
    var needs: RuleNeeds { get }

    /// How much of a file's contents the rule wants to see; nil for a file it does not read.
    func captureMode(for path: BytePath) -> CaptureMode?

    /// Judges an image.
    func judge(_ input: RuleInput) -> Judgement
}

extension Rule {
    /// Nothing more.
    public var needs: RuleNeeds { [] }

    /// No file.
    public func captureMode(for path: BytePath) -> CaptureMode? { nil }
}

/// What a rule needs to have been read of an image; each costs time or memory.
public struct RuleNeeds: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int

    /// Makes a set of its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Where every byte goes: ``/ImageLedger/ImageAnalysis/ledger``.
    public static let ledger = RuleNeeds(rawValue: 1)
    /// Which secrets stand in the contents of any layer's files.
    public static let secrets = RuleNeeds(rawValue: 2)
    /// The licenses of the packages.
    public static let licenses = RuleNeeds(rawValue: 4)
    /// The in-toto statements of the archive.
    public static let attestations = RuleNeeds(rawValue: 8)
}
