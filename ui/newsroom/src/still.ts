import { Component, type ComponentChildren } from "preact";

// Still leaves what it holds alone until sign is another: a list of fifty is not drawn anew at each key.
export class Still extends Component<{ sign: string; children: ComponentChildren }> {
  shouldComponentUpdate(next: { sign: string }) {
    return next.sign !== this.props.sign;
  }
  render() {
    return this.props.children;
  }
}
