/// What extended headers say of the entry behind them.
struct HeaderExtensions {
    var pax = PaxRecords()
    var hasPax = false
    var hasGlobal = false
    var longName: [UInt8]?
    var longLink: [UInt8]?
    var count = 0

    var isEmpty: Bool { !hasPax && longName == nil && longLink == nil }

    /// A pax size before a GNU long name could belong to either; readers were tricked with that.
    func checkOrder() throws {
        if pax.bytes("size") != nil {
            throw ImageError(
                .malformedTar, "a pax size stands before a GNU long name; readers disagree on what it belongs to")
        }
    }
}
