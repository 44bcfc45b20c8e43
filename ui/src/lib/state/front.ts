/** Whether a dialog stands in front: the keys of the page behind it wait. */
export function dialogInFront(): boolean {
  return document.querySelector('[role=dialog]') !== null;
}
