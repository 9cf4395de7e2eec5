import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What apt fetched is in no layer.
struct AptCachesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "apt-caches",
        title: "No apt lists and caches",
        reason:
            "Package lists and downloaded packages are dead weight; removed by a later instruction they are still shipped.",
        method: """
            The files below /var/lib/apt/lists and /var/cache/apt of every layer, with their bytes: those in the image and \
            those that a later layer deleted but a lower one still holds.
            """,
        limits: "Empty files and folders, which packages bring, do not count.",
        remedy:
            "End the instruction that runs apt-get with && apt-get clean && rm -rf /var/lib/apt/lists/* ; squash or rebuild lower layers.",
        parameters: [
            .init("lower-layers", "true or false", "Whether bytes that only lower layers hold count; true without it.")
        ],
        example: "lower-layers: false",
        references: ["Dockle DKL-DI-0005"])

    private static let causes: [String: String] = [
        "apt lists": "/var/lib/apt/lists", "apt archives": "/var/cache/apt",
    ]

    private let countsLower: Bool

    init(_ parameters: RuleParameters) throws { countsLower = try parameters.flag("lower-layers") ?? true }

    var needs: RuleNeeds { .ledger }

    func judge(_ input: RuleInput) -> Judgement {
        guard let ledger = input.analysis.ledger else { return .noData("no bytes were booked") }
        var offences: [Evidence] = []
        for layer in 0..<ledger.layerCount {
            var sums: [String: [Fate: (files: Int, bytes: Int64)]] = [:]
            ledger.forEach(inLayer: layer) { line in
                guard let folder = AptCachesRule.causes[line.cause.rawValue], line.amounts.diffSize > 0 else { return }
                guard line.fate == .live || countsLower && line.fate != .ignored else { return }
                let sum = sums[folder]?[line.fate] ?? (0, 0)
                // Sizes of one layer's files sum to less than the layer's, which was checked.
                sums[folder, default: [:]][line.fate] = (sum.files + 1, sum.bytes &+ line.amounts.diffSize)
            }
            for (folder, fates) in sums.sorted(by: { $0.key < $1.key }) {
                for (fate, sum) in fates.sorted(by: {
                    AptCachesRule.words($0.key, layer) < AptCachesRule.words($1.key, layer)
                }) {
                    let files = "\(Plural.text(sum.files, "file")), \(ByteCount.text(sum.bytes))"
                    offences.append(Evidence(.file, folder, files + AptCachesRule.words(fate, layer), layer: layer))
                }
            }
        }
        return .offences(
            offences, "remainder of apt", plural: "remainders of apt",
            none: "no layer holds apt lists or downloaded packages")
    }

    private static func words(_ fate: Fate, _ layer: Int) -> String {
        switch fate {
        case .live, .ignored: ""
        case .deleted(let later): ", deleted in layer \(later), still in layer \(layer)"
        case .overwritten(let later), .copied(let later): ", overwritten in layer \(later), still in layer \(layer)"
        }
    }
}
