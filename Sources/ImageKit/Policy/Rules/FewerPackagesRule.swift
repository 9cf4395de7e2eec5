import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image has fewer packages than an earlier one.
struct FewerPackagesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "fewer-packages",
        title: "Fewer packages than before",
        reason: "Every package that is not there is one that needs no updates.",
        method: """
            Installed packages of both inventories, counted by kind. A Python distribution that a Debian package provides is \
            the same package and counts once, as Debian's. Fewer by a share means: (before - now) / before.
            """,
        limits:
            "Compared is what --before names; a claim about other images needs those. Packages differ in size and risk.",
        remedy: "imagescan compare shows which packages came and went; leave build tools in an earlier stage.",
        parameters: [
            .init("by", "share", "The smallest share, for example 75%."),
            .init("kind", PackageSelector.kindsText, "Only packages of this kind; without it all."),
        ],
        example: "by: 75%\nkind: deb")

    private let share: Double
    private let kind: Package.Kind?

    init(_ parameters: RuleParameters) throws {
        let share = try parameters.read("by", "a share such as 75%") { text -> Double? in
            guard case .percent(let percent)? = SizeGate.Bound(text), percent <= 100 else { return nil }
            return percent
        }
        guard let share else { throw parameters.error("the rule needs by") }
        self.share = share
        kind = try parameters.choice("kind", of: PackageSelector.kinds).map { Package.Kind(rawValue: $0) }
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let before = input.before else { return .noData(PercentRule.noBefore) }
        for (name, analysis) in [("--before", before), ("the image", input.analysis)] where kind != .pypi {
            if let reason = PackageSelector.blindness(analysis) { return .noData("\(name): \(reason)") }
        }
        let (then, now) = (count(before), count(input.analysis))
        func what(_ count: Int) -> String { count == 1 ? noun : "\(noun)s" }
        let evidence = [
            Evidence(.image, before.image.archive, "\(then) \(what(then))"),
            Evidence(.image, input.analysis.image.archive, "\(now) \(what(now))"),
        ]
        guard then > 0 else { return .noData("the image given with --before has no \(noun)s that are read", evidence) }
        let percent = PercentRule.decrease(from: Int64(then), to: Int64(now))
        let (found, asked) = PercentRule.words(percent, "fewer", "more", asked: share)
        let words = "\(now) \(what(now)) instead of \(then), \(found)"
        return percent >= share ? .pass(words, evidence) : .fail("\(words); the claim is \(asked) fewer", evidence)
    }

    private var noun: String { "\(kind.map { "\($0.rawValue) " } ?? "")package" }

    private func count(_ analysis: ImageAnalysis) -> Int {
        analysis.inventory.packages.count { $0.providedBy == nil && (kind == nil || $0.kind == kind) }
    }
}
