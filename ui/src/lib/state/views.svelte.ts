import { commands, type SavedView } from '../ipc/bindings';
import { unwrap } from '../ipc/ipc';

/** The saved views of all lists. */
class Views {
  list = $state.raw<SavedView[]>([]);

  async read(): Promise<void> {
    this.list = await unwrap(commands.savedViews());
  }

  async save(view: SavedView): Promise<void> {
    this.list = await unwrap(commands.saveView(view));
  }

  async remove(id: string): Promise<void> {
    this.list = await unwrap(commands.deleteView(id));
  }
}

export const views = new Views();
