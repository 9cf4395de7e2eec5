import ImageLedger
import ImageReading
import ImageWriting

/// Files of a kind that should not be in an image, in the squashed tree and in layers below.
struct Leftovers {
    /// The parameters of rules about such files.
    static let parameter = RuleDocumentation.Parameter(
        "in", "layers or tree",
        "Whether files that a later layer deleted count, whose bytes are still in the image (layers), or not (tree). Without it layers."
    )

    /// Reads the parameter.
    static func countsLayers(_ parameters: RuleParameters) throws -> Bool {
        try parameters.choice("in", of: ["layers", "tree"]) != "tree"
    }

    /// The live files, one piece of evidence each.
    private(set) var live: [Evidence] = []
    /// For each layer that holds files that are live no more, how many and how many bytes.
    private(set) var held: [Evidence] = []
    private(set) var liveSize: Int64 = 0
    private(set) var heldSize: Int64 = 0

    /// Looks for regular files.
    ///
    /// - Parameter isLeftover: decides by a path from the root.
    init(_ tree: FileTree, name: String, _ isLeftover: (ArraySlice<UInt8>) -> Bool) {
        for (number, layer) in tree.layers.enumerated() {
            var (count, size): (Int, Int64) = (0, 0)
            for entry in 0..<layer.changeset.count where tree.isGone(entry, ofLayer: number) {
                guard layer.changeset.records[entry].kind == .file, isLeftover(layer.changeset.path(of: entry)) else {
                    continue
                }
                count += 1
                size = size.addingReportingOverflow(layer.changeset.records[entry].storedSize).partialValue
            }
            guard count > 0 else { continue }
            heldSize = heldSize.addingReportingOverflow(size).partialValue
            held.append(
                Evidence(
                    .file, name,
                    "\(Plural.text(count, "deleted file")) of \(ByteCount.text(size)) still in the layer",
                    layer: number))
        }
        let nodes = tree.liveNodes.filter { tree.kind(of: $0) == .file && isLeftover(tree.path(of: $0).bytes[...]) }
        for node in nodes.map({ (path: tree.path(of: $0), node: $0) }).sorted(by: { $0.path < $1.path }).map(\.node) {
            let size = tree.size(of: node)
            liveSize = liveSize.addingReportingOverflow(size).partialValue
            live.append(.node(node, of: tree, ByteCount.text(size)))
        }
    }

    /// The judgement: each live file an offence, and each layer that holds others.
    ///
    /// - Parameters:
    ///   - name: what one file is called.
    ///   - none: the message where there is none.
    func judgement(_ name: String, countsLayers: Bool, none: String) -> Judgement {
        guard countsLayers, !held.isEmpty else {
            let remark = held.isEmpty ? "" : "; layers below still hold \(ByteCount.text(heldSize))"
            return .offences(
                live, "\(name) of \(ByteCount.text(liveSize))", plural: "\(name)s of \(ByteCount.text(liveSize))",
                none: none + remark)
        }
        guard !live.isEmpty else {
            return .offences(
                held, "layer holds \(ByteCount.text(heldSize)) of them, deleted too late",
                plural: "layers hold \(ByteCount.text(heldSize)) of them, deleted too late", none: none)
        }
        let words = "of \(ByteCount.text(liveSize)), and \(ByteCount.text(heldSize)) in layers below"
        return .offences(live + held, "\(name) \(words)", plural: "\(name)s \(words)", none: none)
    }
}
