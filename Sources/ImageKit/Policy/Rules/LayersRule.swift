import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image has no more layers than allowed.
struct LayersRule: Rule {
    static let documentation = RuleDocumentation(
        id: "layers",
        title: "The number of layers",
        reason: "Every layer is a download of its own and a place where deleted files go on taking room.",
        method: "The layers that the configuration lists, those of the base image included.",
        limits: "Few layers alone say nothing of what they hold.",
        remedy: "Join RUN instructions that belong together with &&, or build in an earlier stage.",
        parameters: [
            .init("at-most", "number", "The highest number of layers."),
            .init("own", "true or false", "Whether the base image's layers are left out; without it false."),
        ],
        example: "at-most: 12")

    private let maximum: Int
    private let isOwn: Bool

    init(_ parameters: RuleParameters) throws {
        guard let maximum = try parameters.number("at-most") else { throw parameters.error("the rule needs at-most") }
        self.maximum = maximum
        isOwn = try parameters.flag("own") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let all = input.analysis.image.layers.count
        var count = all
        if isOwn {
            guard let base = input.history.baseLayers else {
                return .noData("which of the \(all) layers are the base image's is not known; --base tells")
            }
            count -= base
        }
        let field = Evidence.field(
            "rootfs.diff_ids", Plural.text(all, "layer") + (isOwn ? ", \(all - count) of the base" : ""))
        let words = Plural.text(count, "layer") + (isOwn ? " of its own" : "")
        return count <= maximum
            ? .pass("\(words), at most \(maximum)", [field]) : .fail("\(words), more than \(maximum)", [field])
    }
}
