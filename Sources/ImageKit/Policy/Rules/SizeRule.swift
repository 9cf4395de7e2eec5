import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image has a size within bounds.
struct SizeRule: Rule {
    static let documentation = RuleDocumentation(
        id: "size",
        title: "The size of the image",
        reason: "Bytes are downloaded, stored and scanned again with every copy.",
        method:
            "The sum over all layers in the measure that is asked for, to the byte. kB, MB, GB are decimal; KiB, MiB, GiB binary.",
        limits: """
            An archive that holds uncompressed layers (docker save) has no compressed size of its own: download is then what \
            lies in the archive. Registries and docker images round, and some count in binary units.
            """,
        remedy: "imagescan usage and imagescan advise tell what the bytes are there for and what can go.",
        parameters: [
            Measure.parameter,
            .init("at-most", "size", "The largest size, for example 800MB or 1.2GiB."),
            .init("at-least", "size", "The smallest size."),
            .init(
                "stated", "size", "The size that a document states, for example 1.64GB; larger and smaller ones fail."),
            .init(
                "tolerance", "share",
                "How far the size may lie from the one stated; 5% without it, since documents round."),
            .init(
                "of", "image or before",
                "Whether this image is measured or the one given with --before; without it image."),
        ],
        example: "stated: 1.64GB\ntolerance: 2%")

    private let measure: Measure
    private let maximum: Int64?
    private let minimum: Int64?
    private let stated: Int64?
    /// In percent of what is stated.
    private let tolerance: Double
    private let isBefore: Bool

    init(_ parameters: RuleParameters) throws {
        measure = try Measure.read(parameters)
        maximum = try parameters.read("at-most", SizeRule.type, SizeRule.bytes)
        minimum = try parameters.read("at-least", SizeRule.type, SizeRule.bytes)
        isBefore = try parameters.choice("of", of: ["image", "before"]) == "before"
        stated = try parameters.read("stated", SizeRule.type, SizeRule.bytes)
        let tolerance = try parameters.read("tolerance", "a share such as 5%") { text -> Double? in
            guard case .percent(let percent)? = SizeGate.Bound(text), percent <= 100 else { return nil }
            return percent
        }
        self.tolerance = tolerance ?? 5
        if tolerance != nil, stated == nil { throw parameters.error("tolerance belongs to stated, which is not there") }
        if maximum == nil, minimum == nil, stated == nil {
            throw parameters.error("the rule needs stated, at-most or at-least")
        }
    }

    private static let type = "a size such as 800MB or 1.2GiB"

    private static func bytes(_ text: String) -> Int64? {
        guard case .bytes(let bytes)? = SizeGate.Bound(text) else { return nil }
        return bytes
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let analysis = isBefore ? input.before : input.analysis else { return .noData(PercentRule.noBefore) }
        let size = analysis.size(measure)
        let kind = measure.words(analysis)
        let words = "\(ByteCount.text(size)) (\(kind))"
        let evidence = [Evidence(.image, analysis.image.archive, "\(size) bytes, \(kind)")]
        if let maximum, size > maximum {
            let (found, limit) = ByteCount.distinctTexts(size, maximum)
            return .fail("\(found) (\(kind)), more than \(limit)", evidence)
        }
        if let minimum, size < minimum {
            let (found, limit) = ByteCount.distinctTexts(size, minimum)
            return .fail("\(found) (\(kind)), less than \(limit)", evidence)
        }
        guard let stated else { return .pass(words, evidence) }
        let share = abs(Double(size) - Double(stated)) / Double(max(stated, 1))
        let (found, limit) = ByteCount.distinctPercents(share, tolerance / 100)
        let difference =
            "\(words), \(found) \(size < stated ? "less" : "more") than the \(ByteCount.text(stated)) stated"
        return share * 100 <= tolerance
            ? .pass("\(difference), within \(limit)", evidence) : .fail("\(difference), beyond \(limit)", evidence)
    }
}
