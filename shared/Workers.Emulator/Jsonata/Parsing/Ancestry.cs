namespace Workers.Emulator.Jsonata;

/// <summary>Links parent operators to the steps whose contexts they denote.</summary>
internal static class Ancestry
{
    /// <summary>Hands the parent operators of a part on to the whole.</summary>
    public static void Push(Node whole, Node part)
    {
        if (part.SeekingParent is null && part is not ParentNode)
        {
            return;
        }

        whole.SeekingParent ??= [];
        whole.SeekingParent.AddRange(part.SeekingParent ?? []);
        if (part is ParentNode parent)
        {
            whole.SeekingParent.Add(parent.Slot);
        }
    }

    /// <summary>Links the parent operators of a path's last step to the steps before it; those that lead further back are the path's own.</summary>
    public static void Resolve(PathNode path)
    {
        var last = path.Steps[^1];
        List<AncestorSlot> slots = [.. last.SeekingParent ?? []];
        if (last is ParentNode parent)
        {
            slots.Add(parent.Slot);
        }

        foreach (var slot in slots)
        {
            var index = path.Steps.Count - 2;
            while (slot.Level > 0)
            {
                if (index < 0)
                {
                    (path.SeekingParent ??= []).Add(slot);
                    break;
                }

                var step = path.Steps[index--];

                // Neighbouring steps that bind their items share a context.
                while (index >= 0 && step.Focus is not null && path.Steps[index].Focus is not null)
                {
                    step = path.Steps[index--];
                }

                Seek(step, slot);
            }
        }
    }

    /// <summary>Goes back by a step.</summary>
    /// <exception cref="JsonataException">S0217: the step has no parent to tell.</exception>
    public static void Seek(Node step, AncestorSlot slot)
    {
        switch (step)
        {
            case NameNode or WildcardNode:
                slot.Level--;
                if (slot.Level == 0)
                {
                    // Several operators may denote the same step.
                    slot.Label = step.Ancestor?.Label ?? slot.Label;
                    step.Ancestor = slot;
                    step.IsTuple = true;
                }

                break;
            case ParentNode:
                slot.Level++;
                break;
            case BlockNode block:
                if (block.Expressions is [.., var last])
                {
                    block.IsTuple = true;
                    Seek(last, slot);
                }

                break;
            case PathNode path:
                path.IsTuple = true;
                var index = path.Steps.Count - 1;
                Seek(path.Steps[index--], slot);
                while (slot.Level > 0 && index >= 0)
                {
                    Seek(path.Steps[index--], slot);
                }

                break;
            default:
                throw new JsonataException("S0217") { Token = step.GetType().Name };
        }
    }
}
