public import ImageLedger
package import ImageReading

/// A step of the build.
public struct BuildStep: Sendable, Hashable {
    /// Its position in the history, the first being 0.
    public let index: Int
    /// What it did.
    public let instruction: Instruction
    /// The layer it made; nil where it made none or the history does not fit the layers.
    public let layer: Int?
    /// Whether it made the base image, as far as that can be told.
    public let isBase: Bool
    /// When it ran, as written.
    public let created: String?
    /// What is to be said of it: that provenance knows another instruction than the history; nil where there is nothing.
    public var remark: String?
}

/// The steps that made an image, those of the image it was built from told apart.
public struct BuildHistory: Sendable, Hashable {
    /// How the base image's steps were told apart.
    public typealias Basis = BaseLayers.Basis

    /// All steps, the first one first.
    public private(set) var steps: [BuildStep]
    /// How the base image's steps were told apart.
    public let basis: Basis
    /// Whether as many steps made a layer as there are layers; where not, steps are missing or not this image's.
    package let fitsLayers: Bool
    /// How many layers, counted from the lowest, are the base image's; nil where that is not known.
    public let baseLayers: Int?

    /// The instructions that provenance records instead of the history's, by the layer they made.
    package var corrections: [Int: String] {
        Dictionary(
            steps.compactMap { step in
                step.remark == nil ? nil : step.layer.map { ($0, step.instruction.text) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The steps that are the image's own.
    public var ownSteps: [BuildStep] { steps.filter { !$0.isBase } }

    /// Takes the steps of an image.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - base: the image it was built from, where it is at hand.
    public init(of analysis: ImageAnalysis, base: ImageAnalysis? = nil) {
        let history = analysis.image.configuration.history ?? []
        let fits = history.count { $0.emptyLayer != true } == analysis.image.layers.count
        var made = 0
        let placed = history.map { step -> (history: ImageConfiguration.History, layer: Int?) in
            guard step.emptyLayer != true else { return (step, nil) }
            made += 1
            return (step, fits ? made - 1 : nil)
        }
        fitsLayers = fits
        let lower = BaseLayers(of: analysis.image, base: base?.image)
        basis = lower.basis
        baseLayers = lower.count
        steps = placed.indices.map { index in
            BuildStep(
                index: index, instruction: Instruction(createdBy: placed[index].history.createdBy ?? ""),
                layer: placed[index].layer, isBase: index < lower.stepCount, created: placed[index].history.created)
        }
    }

    /// Takes the instructions that provenance records, where the history has that of another stage instead.
    ///
    /// BuildKit may write the step of a stage beside the image's own into the history (moby/buildkit#6712). A step is replaced
    /// only where its command is one of another stage and not the one that made the layer.
    package mutating func correct(by attestations: ImageAttestations) {
        let own = attestations.attestations.filter { $0.matchesImage ?? true }
        guard let build = own.lazy.compactMap({ $0.provenance?.steps }).first, !build.ownLayers.isEmpty else { return }
        let elsewhere = Set(build.commands.filter { !$0.isOfImage }.map(\.text))
        let withLayer = steps.indices.filter { steps[$0].layer != nil }.suffix(build.ownLayers.count)
        guard withLayer.count == build.ownLayers.count else { return }
        for (index, command) in zip(withLayer, build.ownLayers) {
            let step = steps[index]
            guard let command, step.instruction.keyword == "RUN", command.text != step.instruction.arguments.oneLine,
                elsewhere.contains(step.instruction.arguments.oneLine)
            else { continue }
            steps[index] = BuildStep(
                index: step.index, instruction: Instruction(createdBy: "RUN " + command.words.joined(separator: " ")),
                layer: step.layer, isBase: step.isBase, created: step.created,
                remark: "according to the provenance; the history has a step of another stage, \(step.instruction.text)"
            )
        }
    }
}

extension BuildSteps.Command {
    /// The command without the shell that runs it, in one line.
    fileprivate var text: String {
        let isShell = words.count >= 3 && words[0].hasSuffix("sh") && words[words.count - 2].hasSuffix("c")
        return (isShell ? words[words.count - 1] : words.joined(separator: " ")).oneLine
    }
}

extension String {
    /// The text with every run of white space as one space.
    fileprivate var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
