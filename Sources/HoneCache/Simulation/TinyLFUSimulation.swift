/// W-TinyLFU with a fixed window of 1 % (Einziger and others, as ``FrequencySketch``): what leaves the window enters
/// the main part, a segmented LRU with 80 % protected, if it was asked for more often than the entry that would leave
/// there.
struct TinyLFUSimulation: SimulatedPolicy {
    private enum Segment: UInt8 { case none, window, probation, protected }

    private let windowCapacity: Int
    private let mainCapacity: Int
    private let protectedCapacity: Int
    private var links: SlotLinks
    private var window = SlotList()
    private var probation = SlotList()
    private var protected = SlotList()
    private var segments: [Segment]
    private var sketch: FrequencySketch

    init(capacity: Int, distinctKeys: Int) {
        windowCapacity = max(1, capacity / 100)
        mainCapacity = capacity - windowCapacity
        protectedCapacity = mainCapacity * 8 / 10
        links = SlotLinks(count: distinctKeys)
        segments = Array(repeating: .none, count: distinctKeys)
        sketch = FrequencySketch(capacity: capacity)
    }

    mutating func request(_ key: Int) -> Bool {
        sketch.record(key)
        let slot = Int32(key)
        switch segments[key] {
        case .window: links.refresh(slot, in: &window)
        case .protected: links.refresh(slot, in: &protected)
        case .probation:
            links.remove(slot, from: &probation)
            links.prepend(slot, to: &protected)
            segments[key] = .protected
            if protected.count > protectedCapacity, let demoted = links.popLast(of: &protected) {
                links.prepend(demoted, to: &probation)
                segments[Int(demoted)] = .probation
            }
        case .none:
            links.prepend(slot, to: &window)
            segments[key] = .window
            if window.count > windowCapacity { leaveWindow() }
            return false
        }
        return true
    }

    private mutating func leaveWindow() {
        guard let candidate = links.popLast(of: &window) else { return }
        segments[Int(candidate)] = .none
        if probation.count + protected.count >= mainCapacity {
            let isFromProbation = probation.last >= 0
            let victim = isFromProbation ? probation.last : protected.last
            guard victim >= 0, sketch.frequency(of: Int(candidate)) > sketch.frequency(of: Int(victim)) else { return }
            if isFromProbation {
                links.remove(victim, from: &probation)
            } else {
                links.remove(victim, from: &protected)
            }
            segments[Int(victim)] = .none
        }
        links.prepend(candidate, to: &probation)
        segments[Int(candidate)] = .probation
    }

    mutating func remove(_ key: Int) {
        switch segments[key] {
        case .none: return
        case .window: links.remove(Int32(key), from: &window)
        case .probation: links.remove(Int32(key), from: &probation)
        case .protected: links.remove(Int32(key), from: &protected)
        }
        segments[key] = .none
    }
}
